namespace Compensation.Silo.Generating;

/// <summary>Writes a synthetic company as the files that a close reads.</summary>
/// <remarks>
/// One folder holds everything: <c>sellers.csv</c>, <c>orders.csv</c> with all months in the order of time,
/// <c>refunds.csv</c> and <c>moves.csv</c>. A close of any of its months reads the same folder, because windows that look
/// back and late refunds need the orders of earlier months too.
/// Sellers are sorted by id. The folder appears under its name only when every file is complete.
/// </remarks>
public static class CompanyFiles
{
    private const int ReportEvery = 1 << 16;

    /// <summary>Writes the files.</summary>
    /// <param name="company">The company.</param>
    /// <param name="folder">A folder that does not exist yet, or is empty.</param>
    /// <param name="progress">Told how many more rows of sellers and orders were written.</param>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="IOException">The folder is not empty, or the disk failed.</exception>
    public static CompanyRows Write(SyntheticCompany company, string folder, Action<long>? progress = null)
    {
        var target = Path.GetFullPath(folder);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new IOException($"The folder '{folder}' is not empty.");
        }

        var partial = target + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        Directory.CreateDirectory(partial);
        var ids = new CompanyIds(company);
        WriteSellers(company, ids, Path.Combine(partial, "sellers.csv"), progress);
        var moves = WriteMoves(company, ids, Path.Combine(partial, "moves.csv"));
        var (orders, refunds) = WriteOrders(company, ids, partial, progress);
        if (Directory.Exists(target))
        {
            Directory.Delete(target);
        }

        Directory.Move(partial, target);
        return new CompanyRows(company.Count, orders, refunds, moves);
    }

    private static void WriteSellers(SyntheticCompany company, CompanyIds ids, string path, Action<long>? progress)
    {
        using var rows = new Utf8Rows(path, "seller,sponsor,placement,leg,enrolled,package,market");
        var byNumber = new int[company.Count];
        for (var i = 0; i < company.Count; i++)
        {
            byNumber[company.Number[i] - 1] = i;
        }

        for (var row = 0; row < company.Count; row++)
        {
            var seller = byNumber[row];
            ids.WriteSeller(rows, seller);
            ids.WriteSeller(rows, company.Sponsor[seller]);
            ids.WriteSeller(rows, company.Placement[seller]);
            rows.Field(company.Placement[seller] < 0 ? "" : company.Leg[seller] == 0 ? "left" : "right");
            rows.Moment(company.Growth.Joined(seller));
            rows.Field(company.Package(seller).Name);
            rows.Field(company.Market(seller).Code);
            rows.EndRow();
            Report(progress, row + 1, company.Count);
        }

        rows.Complete();
    }

    private static long WriteMoves(SyntheticCompany company, CompanyIds ids, string path)
    {
        using var rows = new Utf8Rows(path, "seller,tree,parent,leg,effective");
        long moves = 0;
        foreach (var move in company.Moves())
        {
            ids.WriteSeller(rows, move.Seller);
            rows.Field("enrolment");
            ids.WriteSeller(rows, move.Sponsor);
            rows.Empty();
            rows.Moment(move.Effective);
            rows.EndRow();
            moves++;
        }

        rows.Complete();
        return moves;
    }

    private static (long Orders, long Refunds) WriteOrders(
        SyntheticCompany company, CompanyIds ids, string folder, Action<long>? progress)
    {
        using var rows = new Utf8Rows(Path.Combine(folder, "orders.csv"), "order,seller,customer,placed,category,PV,CV,price");
        using var refundRows = new Utf8Rows(Path.Combine(folder, "refunds.csv"), "refund,order,refunded,PV,CV,price");
        long refunds = 0;
        foreach (var order in company.Orders())
        {
            WriteOrder(rows, ids, order);
            if (order.Refunded > 0)
            {
                WriteRefund(refundRows, ids, order, ++refunds);
            }

            Report(progress, order.Number, company.OrderCount);
        }

        rows.Complete();
        refundRows.Complete();
        return (company.OrderCount, refunds);
    }

    private static void WriteOrder(Utf8Rows rows, CompanyIds ids, in SyntheticOrder order)
    {
        ids.WriteOrder(rows, order.Number);
        ids.WriteSeller(rows, order.Seller);
        ids.WriteCustomer(rows, order.Seller, order.Customer);
        rows.Moment(order.Placed);
        rows.Field(Assortment.Categories[order.Category].Name);
        rows.Hundredths(order.PV);
        rows.Hundredths(order.CV);
        rows.Hundredths(order.Price);
        rows.EndRow();
    }

    private static void WriteRefund(Utf8Rows rows, CompanyIds ids, in SyntheticOrder order, long number)
    {
        ids.WriteRefund(rows, number);
        ids.WriteOrder(rows, order.Number);
        rows.Moment(order.Refunded);
        if (order.PartlyRefunded)
        {
            rows.Hundredths(order.PV / 2);
            rows.Hundredths(order.CV / 2);
            rows.Hundredths(order.Price / 2);
        }
        else
        {
            // Without amounts a refund takes back all that is left.
            rows.Empty();
            rows.Empty();
            rows.Empty();
        }

        rows.EndRow();
    }

    private static void Report(Action<long>? progress, long done, long total)
    {
        if (progress is not null && (done % ReportEvery == 0 || done == total))
        {
            progress(done % ReportEvery == 0 ? ReportEvery : done % ReportEvery);
        }
    }
}
