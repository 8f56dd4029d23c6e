using Compensation.Ledger.Csv;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Ledger.Snapshots;

/// <summary>Writes what a close knows as the CSV files that <see cref="SnapshotReader"/> reads.</summary>
/// <remarks>The files and their columns are described in <c>docs/reference/files.md</c>. Closing them gives the same result as closing the snapshot.</remarks>
public sealed class SnapshotWriter
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private readonly Plan plan;
    private readonly Snapshot snapshot;
    private readonly string folder;

    private SnapshotWriter(Plan plan, Snapshot snapshot, string folder)
    {
        this.plan = plan;
        this.snapshot = snapshot;
        this.folder = folder;
    }

    /// <summary>Writes the files of a snapshot; optional files without a row are left out.</summary>
    /// <param name="plan">The plan, by which the snapshot is coded.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="folder">The folder, which is made if it is not there.</param>
    /// <exception cref="IOException">A file exists already, or the disk is full.</exception>
    public static void Write(Plan plan, Snapshot snapshot, string folder)
    {
        Directory.CreateDirectory(folder);
        var writer = new SnapshotWriter(plan, snapshot, folder);
        writer.File("sellers.csv", writer.Sellers);
        writer.File("orders.csv", writer.Orders);
        writer.Optional("moves.csv", snapshot.Moves.Count, writer.Moves);
        writer.Optional("refunds.csv", snapshot.Refunds.Count, writer.Refunds);
        writer.Optional("adjustments.csv", snapshot.Adjustments.Count, writer.Adjustments);
        writer.Optional("overrides.csv", snapshot.RankOverrides.Count + snapshot.LineOverrides.Count, writer.Overrides);
        writer.Optional("rates.csv", snapshot.Rates.Count, writer.Rates);
    }

    private void Optional(string name, int rows, Action<CsvWriter> write)
    {
        if (rows > 0)
        {
            File(name, write);
        }
    }

    private void File(string name, Action<CsvWriter> write)
    {
        using var stream = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        using var csv = new CsvWriter(stream);
        write(csv);
    }

    private void Sellers(CsvWriter csv)
    {
        var sellers = snapshot.Sellers;
        string[] tree = [.. plan.RecordedTrees.SelectMany(recorded => new[] { recorded.ParentColumn, recorded.LegColumn }).OfType<string>()];
        csv.Row(["seller", .. tree, "enrolled", .. plan.SellerAttributes.Select(attribute => attribute.Column)]);
        for (var seller = 0; seller < sellers.Count; seller++)
        {
            csv.Field(sellers.Ids.Bytes(seller));
            foreach (var recorded in plan.RecordedTrees)
            {
                var edges = sellers.Trees[recorded.Index];
                Seller(csv, edges.Parent[seller]);
                if (recorded.LegColumn is not null)
                {
                    csv.Field(edges.Leg[seller] < 0 ? "" : recorded.Legs[edges.Leg[seller]]);
                }
            }

            Moment(csv, sellers.Enrolled[seller]);
            Attributes(csv, plan.SellerAttributes, sellers.Attributes, seller);
            csv.EndRow();
        }
    }

    private void Orders(CsvWriter csv)
    {
        var orders = snapshot.Orders;
        var volumes = Volumes();
        csv.Row(["order", "seller", "customer", "placed", "recorded", .. volumes.Select(volume => volume.Column!),
            .. plan.OrderAttributes.Select(attribute => attribute.Column)]);
        for (var row = 0; row < orders.Count; row++)
        {
            csv.Field(orders.Ids.Bytes(row));
            Seller(csv, orders.Seller[row]);
            csv.Field(orders.CustomerOf(row) < 0 ? [] : orders.Customers.Bytes(orders.CustomerOf(row)));
            Moment(csv, orders.Placed[row]);
            Moment(csv, (orders.Recorded ?? orders.Placed)[row]);
            foreach (var volume in volumes)
            {
                csv.Number(orders.Volumes[volume.Index]![row], volume.Decimals);
            }

            Attributes(csv, plan.OrderAttributes, orders.Attributes, row);
            csv.EndRow();
        }
    }

    private void Moves(CsvWriter csv)
    {
        csv.Row("seller", "tree", "parent", "leg", "effective");
        foreach (var move in snapshot.Moves)
        {
            var tree = plan.RecordedTrees[move.Tree];
            Seller(csv, move.Seller);
            csv.Field(tree.Name);
            Seller(csv, move.Parent);
            csv.Field(move.Leg < 0 ? "" : tree.Legs[move.Leg]);
            Moment(csv, move.Effective);
            csv.EndRow();
        }
    }

    private void Refunds(CsvWriter csv)
    {
        var volumes = Volumes();
        var lines = LinesOfRefunded();
        csv.Row(["refund", "order", "refunded", "line", .. volumes.Select(volume => volume.Column!)]);
        foreach (var refund in snapshot.Refunds)
        {
            csv.Field(refund.Id);
            csv.Field(snapshot.Orders.Ids.Bytes(refund.Row));
            Moment(csv, refund.Refunded);
            csv.Number(lines[refund.Row]);
            foreach (var volume in volumes)
            {
                if (refund.Volumes is null)
                {
                    csv.Empty();
                }
                else
                {
                    csv.Number(refund.Volumes[volume.Index], volume.Decimals);
                }
            }

            csv.EndRow();
        }
    }

    private void Adjustments(CsvWriter csv)
    {
        csv.Row("adjustment", "seller", "amount", "bonus", "reason");
        foreach (var entry in snapshot.Adjustments)
        {
            csv.Field(entry.Id);
            Seller(csv, entry.Seller);
            csv.Number(entry.Amount, plan.Decimals);
            csv.Field(entry.Bonus);
            csv.Field(entry.Reason);
            csv.EndRow();
        }
    }

    private void Overrides(CsvWriter csv)
    {
        csv.Row("override", "seller", "rank", "bonus", "source", "order", "amount", "reason");
        foreach (var entry in snapshot.RankOverrides)
        {
            csv.Field(entry.Id);
            Seller(csv, entry.Seller);
            csv.Field(entry.Rank == 0 ? "none" : plan.Ranks[entry.Rank - 1]);
            csv.Empty();
            csv.Empty();
            csv.Empty();
            csv.Empty();
            csv.Field(entry.Reason);
            csv.EndRow();
        }

        foreach (var entry in snapshot.LineOverrides)
        {
            csv.Field(entry.Id);
            Seller(csv, entry.Seller);
            csv.Empty();
            csv.Field(entry.Bonus);
            Seller(csv, entry.Source);
            csv.Field(entry.Order);
            csv.Number(entry.Amount, plan.Decimals);
            csv.Field(entry.Reason);
            csv.EndRow();
        }
    }

    private void Rates(CsvWriter csv)
    {
        csv.Row("currency", "volume factor", "payout factor");
        foreach (var (currency, rates) in snapshot.Rates.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            csv.Field(currency);
            csv.Field(rates.VolumeFactor.ToString());
            csv.Field(rates.PayoutFactor.ToString());
            csv.EndRow();
        }
    }

    private IReadOnlyList<VolumeDefinition> Volumes() => [.. plan.Volumes.Where(volume => volume.Column is not null)];

    /// <summary>Which row of its order each refunded row is, from 1.</summary>
    private Dictionary<int, int> LinesOfRefunded()
    {
        var refunded = snapshot.Refunds.Select(refund => refund.Row).ToHashSet();
        var wanted = new IdTable();
        foreach (var row in refunded)
        {
            wanted.Add(snapshot.Orders.Ids.Bytes(row));
        }

        var (seen, lines) = (new int[wanted.Count], new Dictionary<int, int>());
        for (var row = 0; row < snapshot.Orders.Count; row++)
        {
            if (wanted.Find(snapshot.Orders.Ids.Bytes(row)) is >= 0 and var order)
            {
                seen[order]++;
                if (refunded.Contains(row))
                {
                    lines[row] = seen[order];
                }
            }
        }

        return lines;
    }

    private void Attributes(CsvWriter csv, IReadOnlyList<AttributeDefinition> attributes, IReadOnlyList<IReadOnlyList<long>> columns, int row)
    {
        foreach (var attribute in attributes)
        {
            var code = columns[attribute.Index][row];
            switch (attribute.Kind)
            {
                case AttributeKind.Choice or AttributeKind.Rank:
                    csv.Field(code == 0 ? "" : attribute.Choices[(int)code - 1]);
                    break;
                case AttributeKind.Flag:
                    csv.Field(code == 0 ? "no" : "yes");
                    break;
                case AttributeKind.Date:
                    csv.Field(LocalDatePattern.Iso.Format(Epoch.PlusDays((int)code)));
                    break;
                case AttributeKind.Seller:
                    Seller(csv, (int)code);
                    break;
                default:
                    csv.Number(code, attribute.Decimals);
                    break;
            }
        }
    }

    private void Seller(CsvWriter csv, int seller) => csv.Field(seller < 0 ? [] : snapshot.Sellers.Ids.Bytes(seller));

    private static void Moment(CsvWriter csv, long milliseconds) =>
        csv.Field(InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(milliseconds)));
}
