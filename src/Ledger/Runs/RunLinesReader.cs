using System.Text;
using Compensation.Ledger.Csv;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;

namespace Compensation.Ledger.Runs;

/// <summary>Reads <c>commissions.csv</c> into columns.</summary>
internal sealed class RunLinesReader
{
    private static readonly IdTable Kinds = new(new Ids(RunTables.Kinds));

    private readonly int decimals;
    private readonly IdTable sellers = new();
    private readonly IdTable orders = new();
    private readonly IdTable bonuses = new();
    private readonly IdTable rateTexts = new();
    private readonly List<Rate> rates = [];
    private readonly List<int> baseDecimals = [];
    private readonly List<ushort> bonus = [];
    private readonly List<LineKind> kind = [];
    private readonly List<int> payee = [];
    private readonly List<int> source = [];
    private readonly List<int> order = [];
    private readonly List<ushort> level = [];
    private readonly List<long> bases = [];
    private readonly List<int> rate = [];
    private readonly List<long> amount = [];

    private RunLinesReader(int decimals) => this.decimals = decimals;

    /// <summary>Reads the lines of a package.</summary>
    public static RunLines Read(string folder, int decimals)
    {
        var reader = new RunLinesReader(decimals);
        RunTable.Read(folder, RunFiles.Commissions, reader.Bind);
        return reader.ToLines();
    }

    private Action<CsvRows, FieldReader> Bind(CsvHeader header)
    {
        var (bonusColumn, kindColumn) = (header.Required("bonus"), header.Required("kind"));
        var (payeeColumn, sourceColumn) = (header.Required("payee"), header.Required("source"));
        var orderColumn = header.Required("order");
        var (levelColumn, baseColumn) = (header.Required("level"), header.Required("base"));
        var (rateColumn, amountColumn) = (header.Required("rate"), header.Required("amount"));
        return (_, fields) =>
        {
            bonus.Add((ushort)bonuses.Add(fields.Bytes(bonusColumn)));
            kind.Add(KindOf(fields, kindColumn));
            payee.Add(sellers.Add(fields.Bytes(payeeColumn)));
            source.Add(fields.Has(sourceColumn) ? sellers.Add(fields.Bytes(sourceColumn)) : -1);
            order.Add(fields.Has(orderColumn) ? orders.Add(fields.Bytes(orderColumn)) : -1);
            level.Add(LevelOf(fields, levelColumn));
            bases.Add(BaseOf(fields, baseColumn));
            rate.Add(RateOf(fields, rateColumn));
            amount.Add(fields.TryNumber(amountColumn, decimals, out var units) ? units : 0);
        };
    }

    private static LineKind KindOf(FieldReader fields, CsvColumn column)
    {
        var word = Kinds.Find(fields.Bytes(column));
        if (word < 0)
        {
            fields.Report(column, "unknown-kind", "is no kind of line", $"It is one of: {CsvText.Allowed(RunTables.Kinds)}.");
        }

        return (LineKind)Math.Max(0, word);
    }

    private static ushort LevelOf(FieldReader fields, CsvColumn column)
    {
        if (!fields.TryNumber(column, 0, out var level))
        {
            return 0;
        }

        if (level is >= 0 and <= ushort.MaxValue)
        {
            return (ushort)level;
        }

        fields.Report(column, "not-a-level", "is no level", $"It is a number from 0 to {ushort.MaxValue}.");
        return 0;
    }

    /// <summary>A base is written with its decimals, the same for all lines of a bonus.</summary>
    private long BaseOf(FieldReader fields, CsvColumn column)
    {
        if (bonus[^1] == baseDecimals.Count)
        {
            var text = fields.Bytes(column);
            var point = text.IndexOf((byte)'.');
            baseDecimals.Add(point < 0 ? 0 : Math.Min(Fixed.MostDecimals, text.Length - point - 1));
        }

        return fields.TryNumber(column, baseDecimals[bonus[^1]], out var units) ? units : 0;
    }

    private int RateOf(FieldReader fields, CsvColumn column)
    {
        var index = rateTexts.Add(fields.Bytes(column));
        if (index == rates.Count)
        {
            if (!Rate.TryParse(Encoding.UTF8.GetString(fields.Bytes(column)), out var parsed))
            {
                fields.Report(column, "not-a-rate", "is no rate", "Write it like 0.05 or 1/3.");
            }

            rates.Add(parsed);
        }

        return index;
    }

    private RunLines ToLines()
    {
        var names = bonuses.ToIds();
        return new RunLines(sellers.ToIds(), orders.ToIds(), new Lines
        {
            BonusNames = [.. Enumerable.Range(0, names.Count).Select(i => names[i])],
            Bonus = [.. bonus],
            Kind = [.. kind],
            Payee = [.. payee],
            Source = [.. source],
            OrderRow = [.. order],
            Level = [.. level],
            Base = [.. bases],
            BaseDecimals = baseDecimals,
            Rate = [.. rate],
            Rates = rates,
            Amount = [.. amount],
        });
    }
}
