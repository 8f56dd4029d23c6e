using System.Text;
using Compensation.Ledger.Csv;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Snapshots;

/// <summary>Reads the optional files <c>moves.csv</c>, <c>adjustments.csv</c>, <c>overrides.csv</c> and <c>rates.csv</c>.</summary>
internal sealed class SmallFiles
{
    private readonly Plan plan;
    private readonly SellerTable sellers;
    private readonly ZoneDays days;
    private readonly FindingList findings;
    private readonly List<InputFile> files;

    /// <summary>Makes a reader.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="sellers">The sellers.</param>
    /// <param name="days">The days of the plan's zone.</param>
    /// <param name="findings">Receives what is wrong.</param>
    /// <param name="files">Receives the hash of each file read.</param>
    public SmallFiles(Plan plan, SellerTable sellers, ZoneDays days, FindingList findings, List<InputFile> files)
    {
        this.plan = plan;
        this.sellers = sellers;
        this.days = days;
        this.findings = findings;
        this.files = files;
    }

    /// <summary>Reads moves of sellers in recorded trees.</summary>
    public IReadOnlyList<Move> ReadMoves(string path) => Read<Move>(path, header =>
    {
        var seller = header.Required("seller");
        var tree = header.Optional("tree");
        var parent = header.Required("parent");
        var leg = header.Optional("leg");
        var effective = header.Required("effective");
        var trees = new IdTable(new Ids(plan.RecordedTrees.Select(recorded => recorded.Name)));
        var legs = plan.RecordedTrees.Select(recorded => new IdTable(new Ids(recorded.Legs))).ToArray();
        return (fields, moves) =>
        {
            var good = fields.TrySeller(seller, sellers, out var moved);
            var newParent = -1;
            good &= !fields.Has(parent) || fields.TrySeller(parent, sellers, out newParent);
            good &= fields.TryInstant(effective, out var from);
            if (good && newParent == moved)
            {
                fields.Report(parent, "own-parent", "is the seller itself",
                    "Name the new parent, or leave the field empty for a root.");
                good = false;
            }

            var index = fields.Has(tree) ? trees.Find(fields.Bytes(tree)) : 0;
            if (index < 0)
            {
                fields.Report(tree, "unknown-tree", "is no recorded tree of the plan",
                    $"It is one of: {CsvText.Allowed([.. plan.RecordedTrees.Select(recorded => recorded.Name)])}.");
                return;
            }

            if (LegField.TryRead(fields, leg, plan.RecordedTrees[index], legs[index], out var newLeg) && good)
            {
                moves.Add(new Move(index, moved, newParent, newLeg, from));
            }
        };
    });

    /// <summary>Reads manual corrections.</summary>
    public IReadOnlyList<Adjustment> ReadAdjustments(string path) => Read<Adjustment>(path, header =>
    {
        var id = header.Required("adjustment");
        var seller = header.Required("seller");
        var amount = header.Required("amount");
        var bonus = header.Optional("bonus");
        var reason = header.Optional("reason");
        var names = plan.Document.Bonuses.Select(document => document.Name).ToHashSet();
        var seen = new IdTable();
        return (fields, adjustments) =>
        {
            var good = fields.TryId(id, out var own);
            good &= fields.TrySeller(seller, sellers, out var whom);
            good &= fields.TryNumber(amount, plan.Decimals, out var units);
            good &= IsNew(fields, id, own, seen, "duplicate-adjustment");
            if (TryBonus(fields, bonus, names, optional: true, out var of) && good)
            {
                adjustments.Add(new Adjustment(whom, units, of, Encoding.UTF8.GetString(fields.Bytes(reason)),
                    Encoding.UTF8.GetString(own)));
            }
        };
    });

    /// <summary>Reads ranks and amounts that were set by hand.</summary>
    public (IReadOnlyList<RankOverride> Ranks, IReadOnlyList<LineOverride> Lines) ReadOverrides(string path)
    {
        var rows = Read<(RankOverride? Rank, LineOverride? Line)>(path, BindOverrides);
        return ([.. rows.Where(row => row.Rank is not null).Select(row => row.Rank!)], [.. rows.Where(row => row.Line is not null).Select(row => row.Line!)]);
    }

    private Action<FieldReader, List<(RankOverride? Rank, LineOverride? Line)>> BindOverrides(CsvHeader header)
    {
        var (id, seller, rank, amount) = (header.Required("override"), header.Required("seller"), header.Optional("rank"), header.Optional("amount"));
        var (bonus, source, order, reason) = (header.Optional("bonus"), header.Optional("source"), header.Optional("order"), header.Optional("reason"));
        var names = plan.Document.Bonuses.Select(document => document.Name).ToHashSet();
        var ranks = new IdTable(new Ids(plan.Ranks.Prepend("none")));
        var (seen, ranked) = (new IdTable(), new HashSet<int>());
        return (fields, overrides) =>
        {
            var good = fields.TryId(id, out var own);
            good &= fields.TrySeller(seller, sellers, out var whom);
            good &= IsNew(fields, id, own, seen, "duplicate-override");
            var (name, why) = (Encoding.UTF8.GetString(own), Encoding.UTF8.GetString(fields.Bytes(reason)));
            if (fields.Has(rank) == fields.Has(amount))
            {
                fields.Report(id, "rank-or-amount", "sets both a rank and an amount, or neither",
                    "Fill in either the rank, or the bonus and the amount that it shall pay.");
                return;
            }

            if (fields.Has(rank))
            {
                if (TryRank(fields, rank, ranks, out var ordinal) && good && IsFirst(fields, seller, ranked, whom))
                {
                    overrides.Add((new RankOverride(whom, ordinal, why, name), null));
                }

                return;
            }

            var brought = -1;
            good &= fields.TryNumber(amount, plan.Decimals, out var units);
            good &= !fields.Has(source) || fields.TrySeller(source, sellers, out brought);
            if (TryBonus(fields, bonus.Exists ? bonus : amount, names, optional: false, out var of) && good)
            {
                overrides.Add((null, new LineOverride(whom, of, brought, Encoding.UTF8.GetString(fields.Bytes(order)), units, why, name)));
            }
        };
    }

    private static bool IsFirst(FieldReader fields, CsvColumn seller, HashSet<int> ranked, int whom)
    {
        if (ranked.Add(whom))
        {
            return true;
        }

        fields.Report(seller, "duplicate-override", "has two ranks set", "Keep one of them.");
        return false;
    }

    private bool TryRank(FieldReader fields, CsvColumn column, IdTable ranks, out int ordinal)
    {
        ordinal = ranks.Find(fields.Bytes(column));
        if (ordinal >= 0)
        {
            return true;
        }

        fields.Report(column, "unknown-rank", "is no rank of the plan", $"It is none, or one of: {CsvText.Allowed([.. plan.Ranks])}.");
        return false;
    }

    private static bool TryBonus(FieldReader fields, CsvColumn column, HashSet<string> names, bool optional, out string bonus)
    {
        bonus = Encoding.UTF8.GetString(fields.Bytes(column));
        if (names.Contains(bonus) || (optional && bonus.Length == 0))
        {
            return true;
        }

        fields.Report(column, "unknown-bonus", "is no bonus of the plan",
            $"{(optional ? "Leave it empty, or name" : "Name")} one of: {CsvText.Allowed([.. names])}.");
        return false;
    }

    /// <summary>Reads currencies' factors. An empty one stays as the plan has it.</summary>
    public IReadOnlyDictionary<string, CurrencyRates> ReadRates(string path) =>
        Read<KeyValuePair<string, CurrencyRates>>(path, BindRates).ToDictionary();

    private Action<FieldReader, List<KeyValuePair<string, CurrencyRates>>> BindRates(CsvHeader header)
    {
        var currency = header.Required("currency");
        var volume = header.Optional("volume factor");
        var payout = header.Optional("payout factor");
        var seen = new IdTable();
        return (fields, rates) =>
        {
            var good = fields.TryId(currency, out var code);
            good &= IsNew(fields, currency, code, seen, "duplicate-currency");
            var name = Encoding.UTF8.GetString(code);
            var planned = plan.Document.Currencies.TryGetValue(name, out var document) ? document : new CurrencyDocument();
            good &= TryFactor(fields, volume, planned.VolumeFactor, out var volumeFactor);
            good &= TryFactor(fields, payout, planned.PayoutFactor, out var payoutFactor);
            if (good)
            {
                rates.Add(new(name, new CurrencyRates(volumeFactor, payoutFactor)));
            }
        };
    }

    private List<T> Read<T>(string path, Func<CsvHeader, Action<FieldReader, List<T>>> bind)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var all = new List<T>();
        var (_, file) = CsvFile.Read<int>(path, findings, 1, header =>
        {
            var read = bind(header);
            return (rows, own) =>
            {
                var fields = new FieldReader(rows, own, days);
                while (rows.Read())
                {
                    read(fields, all);
                }

                return all.Count;
            };
        });
        files.Add(file);
        return all;
    }

    private static bool IsNew(FieldReader fields, CsvColumn column, ReadOnlySpan<byte> id, IdTable seen, string code)
    {
        var known = seen.Count;
        if (id.IsEmpty || seen.Add(id) == known)
        {
            return true;
        }

        fields.Report(column, code, "stands in the file twice", "Give each row its own, or remove one.");
        return false;
    }

    private static bool TryFactor(FieldReader fields, CsvColumn column, string planned, out Rate factor)
    {
        if (!fields.Has(column))
        {
            return Rate.TryParse(planned, out factor) ? true
                : throw new ArgumentException($"The plan's factor '{planned}' is not a rate.");
        }

        if (Rate.TryParse(Encoding.UTF8.GetString(fields.Bytes(column)), out factor) && factor > Rate.Zero)
        {
            return true;
        }

        fields.Report(column, "not-a-factor", "is not a factor above zero", "Write it like 1.0875 or 7/8.");
        return false;
    }
}
