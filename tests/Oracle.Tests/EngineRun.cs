using Compensation.Oracle.Tests.Close;
using Compensation.Oracle.Tests.Drawing;
using Compensation.Oracle.Tests.Model;
using Compensation.Rules.Calendars;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Oracle.Tests;

/// <summary>Closes a company's months with the engine: hands over shuffled columns, takes back lines by id.</summary>
internal static class EngineRun
{
    /// <summary>The plan, or what is wrong with it.</summary>
    public static Plan Check(string text)
    {
        var (plan, findings) = PlanChecker.Check(text, "oracle.yaml");
        return plan ?? throw new InvalidOperationException("The plan is refused:\n" + string.Join('\n', findings));
    }

    public static Period Month(Plan plan, int month) => plan.Calendar.Find(Months.Name(month))!;

    /// <param name="plan">The plan.</param>
    /// <param name="company">The company with all its months.</param>
    /// <param name="month">The month to close.</param>
    /// <param name="carry">What the month before has left.</param>
    /// <param name="dice">Shuffles the rows.</param>
    /// <param name="closed">The months closed so far.</param>
    public static Snapshot Snapshot(Plan plan, Company company, int month, Carry carry, Dice dice, IReadOnlyList<Closed>? closed = null)
    {
        var members = dice.Shuffled(company.Members.Count).Select(i => company.Members[i]).ToList();
        var sales = dice.Shuffled(company.Sales.Count).Select(i => company.Sales[i]).ToList();
        var customers = sales.Select(sale => sale.Customer).OfType<string>().Distinct().ToList();
        int Row(Member? member) => member is null ? -1 : members.IndexOf(member);
        var refunds = sales.Select((sale, row) => (sale, row)).Where(entry => entry.sale.Refunded is not null).Select(entry => new Refund(
            entry.row, entry.sale.Placed + 1, [.. plan.Volumes.Select(volume => Hundredths(entry.sale.Refunded![volume.Name]))], $"r{entry.sale.Id}"));
        IEnumerable<PriorLine> Prior(Closed before) =>
            from i in Enumerable.Range(0, before.Result.Lines.Count)
            let lines = before.Result.Lines
            where lines.Kind[i] == LineKind.Pay && lines.Source[i] >= 0
            select new PriorLine(before.Result.Period, lines.BonusNames[lines.Bonus[i]], RowOf(before, lines.Payee[i]), RowOf(before, lines.Source[i]),
                lines.OrderRow[i] < 0 ? -1 : sales.FindIndex(sale => sale.Id == before.Snapshot.Orders.Ids[lines.OrderRow[i]]),
                lines.Level[i], lines.Base[i], lines.BaseDecimals[lines.Bonus[i]], lines.Amount[i]);

        int RowOf(Closed before, int number) => members.FindIndex(member => member.Id == before.Result.Sellers[number]);

        return new Snapshot
        {
            Period = Month(plan, month),
            Sellers = new SellerColumns
            {
                Ids = new Ids(members.Select(member => member.Id)),
                Enrolled = [.. members.Select(member => member.Joined)],
                Trees =
                [
                    new EdgeColumns([.. members.Select(member => Row(member.Sponsor))], [.. members.Select(_ => (sbyte)-1)]),
                    new EdgeColumns([.. members.Select(member => Row(member.Place))], [.. members.Select(member => (sbyte)member.Leg)]),
                ],
                Attributes = [.. plan.SellerAttributes.Select(attribute => members.Select(member => attribute.Name == "owner" ? Row(member.Owner)
                    : attribute.Choices.ToList().IndexOf(member.PaidIn?.Code ?? "") + 1L).ToArray())],
            },
            Orders = new OrderColumns
            {
                Ids = new Ids(sales.Select(sale => sale.Id)),
                Seller = [.. sales.Select(sale => Row(sale.Seller))],
                Customer = [.. sales.Select(sale => sale.Customer is null ? -1 : customers.IndexOf(sale.Customer))],
                Customers = new Ids(customers),
                Placed = [.. sales.Select(sale => sale.Placed)],
                Volumes = [.. plan.Volumes.Select(volume => sales.Select(sale => Hundredths(sale.Volumes[volume.Name])).ToArray())],
                Attributes = [],
            },
            Refunds = [.. refunds, .. company.LateRefunds.Select(refund => new Refund(
                sales.IndexOf(refund.Sale), refund.Placed, [.. plan.Volumes.Select(volume => Hundredths(refund.Volumes[volume.Name]))], refund.Id))],
            Carry = carry,
            Moves = [.. dice.Shuffled(members.Count).SelectMany(row => members[row].Moves.Select(move =>
                new Move(move.Tree == "enrolment" ? 0 : 1, row, Row(move.Parent), (sbyte)move.Leg, move.From)))],
            PriorLines = [.. (closed ?? []).SelectMany(Prior)],
        };
    }

    /// <summary>The commission lines by id; what a cap takes away is one line per payee on both sides.</summary>
    public static List<Line> Lines(Plan plan, Snapshot snapshot, Result result)
    {
        var lines = result.Lines;
        return [.. Enumerable.Range(0, lines.Count).Select(i => new Line(
            lines.BonusNames[lines.Bonus[i]], lines.Kind[i].ToString(), result.Sellers[lines.Payee[i]],
            lines.Source[i] < 0 || lines.Kind[i] == LineKind.Cap ? "" : result.Sellers[lines.Source[i]],
            lines.OrderRow[i] < 0 ? "" : snapshot.Orders.Ids[lines.OrderRow[i]], lines.Level[i], Fraction.Of(lines.Amount[i], plan.Decimals)))];
    }

    private static long Hundredths(Fraction value) => (long)(value * Fraction.Of(100)).Upper;
}
