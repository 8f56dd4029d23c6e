using System.Text;
using Compensation.Ledger.Csv;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Snapshots;

/// <summary>Reads the optional files <c>moves.csv</c>, <c>adjustments.csv</c> and <c>rates.csv</c>.</summary>
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
            var of = Encoding.UTF8.GetString(fields.Bytes(bonus));
            if (of.Length > 0 && !names.Contains(of))
            {
                fields.Report(bonus, "unknown-bonus", "is no bonus of the plan",
                    $"Leave it empty, or name one of: {CsvText.Allowed([.. names])}.");
                return;
            }

            if (good)
            {
                adjustments.Add(new Adjustment(whom, units, of, Encoding.UTF8.GetString(fields.Bytes(reason)),
                    Encoding.UTF8.GetString(own)));
            }
        };
    });

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
