using System.Text;
using Compensation.Ledger.Csv;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;

namespace Compensation.Ledger.Snapshots;

/// <summary>Reads <c>refunds.csv</c> and finds the order rows that each refund is about.</summary>
internal sealed class RefundFile
{
    private readonly Plan plan;
    private readonly string path;
    private readonly ZoneDays days;
    private readonly FindingList findings;
    private readonly List<Row> read = [];
    private readonly IdTable wanted = new();
    private readonly HashSet<(string Id, int Order, long Line)> seen = [];

    private RefundFile(Plan plan, string path, ZoneDays days, FindingList findings)
    {
        this.plan = plan;
        this.path = path;
        this.days = days;
        this.findings = findings;
    }

    /// <summary>Reads the file.</summary>
    /// <returns>The refunds, one per order row, and the line that each comes from.</returns>
    public static (IReadOnlyList<Refund> Refunds, IReadOnlyList<Place> Places, InputFile File) Read(
        Plan plan, string path, OrderColumns orders, bool ordersComplete, ZoneDays days, FindingList findings)
    {
        var reader = new RefundFile(plan, path, days, findings);
        var (_, file) = CsvFile.Read<int>(path, findings, 1, reader.Bind);
        var (refunds, places) = reader.Match(orders, ordersComplete);
        return (refunds, places, file);
    }

    private CsvFile.BlockReader<int> Bind(CsvHeader header)
    {
        var refund = header.Required("refund");
        var order = header.Required("order");
        var refunded = header.Required("refunded");
        var line = header.Optional("line");
        var volumes = plan.Volumes.Where(volume => volume.Column is not null)
            .Select(volume => (Column: header.Optional(volume.Column!), volume)).ToArray();
        return (rows, own) =>
        {
            var fields = new FieldReader(rows, own, days);
            while (rows.Read())
            {
                var good = fields.TryId(refund, out var id);
                good &= fields.TryId(order, out var orderId);
                good &= fields.TryInstant(refunded, out var when);
                good &= TryLine(fields, line, out var occurrence);
                good &= TryVolumes(fields, refund, volumes, out var units);
                if (!good)
                {
                    continue;
                }

                var row = new Row(Encoding.UTF8.GetString(id), wanted.Add(orderId), occurrence, when, units,
                    rows.PlaceOf(order.Index));
                if (seen.Add((row.Id, row.Order, row.Line)))
                {
                    read.Add(row);
                }
                else
                {
                    fields.Report(refund, "duplicate-refund", "stands in the file twice for the same order row",
                        "Remove one of them.");
                }
            }

            return read.Count;
        };
    }

    private static bool TryLine(FieldReader fields, CsvColumn column, out long line)
    {
        line = 0;
        if (!fields.Has(column))
        {
            return true;
        }

        if (!fields.TryNumber(column, 0, out line))
        {
            return false;
        }

        if (line < 1)
        {
            fields.Report(column, "no-such-line", "is no line of an order", "Count the order's rows in orders.csv from 1.");
        }

        return line >= 1;
    }

    /// <summary>Reads what is taken back: all volumes are given, or none, which means everything that is left.</summary>
    private bool TryVolumes(FieldReader fields, CsvColumn refund, (CsvColumn Column, VolumeDefinition Volume)[] volumes,
        out long[]? units)
    {
        units = null;
        var given = volumes.Where(volume => fields.Has(volume.Column)).ToList();
        if (given.Count == 0)
        {
            return true;
        }

        if (given.Count < volumes.Length)
        {
            var missing = volumes.First(volume => !fields.Has(volume.Column)).Volume;
            fields.Report(refund, "partial-refund", $"names '{given[0].Volume.Name}' but not '{missing.Name}'",
                "Give every volume (0 where nothing is taken back), or none to take back all that is left.");
            return false;
        }

        var good = true;
        units = new long[plan.Volumes.Count];
        foreach (var (column, volume) in volumes)
        {
            good &= fields.TryNumber(column, volume.Decimals, out units[volume.Index]);
            if (units[volume.Index] < 0)
            {
                fields.Report(column, "negative-refund", "is negative", "Write what is taken back as a positive number.");
                good = false;
            }
        }

        return good;
    }

    /// <summary>Finds the refunded orders' rows in one pass over all orders.</summary>
    private (IReadOnlyList<Refund> Refunds, IReadOnlyList<Place> Places) Match(OrderColumns orders, bool ordersComplete)
    {
        var rowsOf = new List<int>[wanted.Count];
        for (var row = 0; wanted.Count > 0 && row < orders.Count; row++)
        {
            if (wanted.Find(orders.Ids.Bytes(row)) is >= 0 and var order)
            {
                (rowsOf[order] ??= []).Add(row);
            }
        }

        var refunds = new List<Refund>();
        var places = new List<Place>();
        foreach (var row in read)
        {
            if (rowsOf[row.Order] is not { } rows)
            {
                if (ordersComplete)
                {
                    Report(row, "unknown-order", "which is not in orders.csv",
                        "Keep refunded orders in orders.csv, or correct the id.");
                }
            }
            else if (row.Line > rows.Count)
            {
                Report(row, "no-such-line", $"which has {rows.Count} rows in orders.csv, not {row.Line}",
                    "Count the order's rows from 1.");
            }
            else if (row.Line == 0 && rows.Count > 1 && row.Volumes is not null)
            {
                Report(row, "which-line", $"which has {rows.Count} rows in orders.csv",
                    "Say in the column 'line' which row the volumes are taken back from.");
            }
            else
            {
                foreach (var orderRow in row.Line > 0 ? [rows[(int)row.Line - 1]] : rows)
                {
                    if (IsTooLate(row, orders.Placed[orderRow]))
                    {
                        break;
                    }

                    refunds.Add(new Refund(orderRow, row.Refunded, row.Volumes, row.Id));
                    places.Add(row.Place);
                }
            }
        }

        return (refunds, places);
    }

    /// <summary>Reports a refund that comes later than the plan allows.</summary>
    private bool IsTooLate(Row row, long placed)
    {
        var most = plan.Document.Refunds.WithinDays;
        var passed = NodaTime.Period.DaysBetween(DateOf(placed), DateOf(row.Refunded));
        if (most == 0 || passed <= most)
        {
            return false;
        }

        Report(row, "refund-too-late", $"which was placed {passed} days before; the plan allows {most}",
            "Leave the refund out, or give a manual adjustment.");
        return true;

        NodaTime.LocalDate DateOf(long milliseconds) => NodaTime.Instant.FromUnixTimeMilliseconds(milliseconds).InZone(plan.Zone).Date;
    }

    private void Report(Row row, string code, string reason, string remedy) =>
        findings.Error(code, row.Place, $"The refund '{row.Id}' is of the order '{wanted.Show(row.Order)}', {reason}.", remedy);

    private sealed record Row(string Id, int Order, long Line, long Refunded, long[]? Volumes, Place Place);
}
