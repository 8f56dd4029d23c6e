using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Tests.Explaining;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>A close may share its orders' columns with whoever goes on adding rows to them.</summary>
public class GrowingColumnsTests
{
    private const int Spare = 7;

    /// <summary>The plans of all vectors and examples, by their path.</summary>
    public static TheoryData<string> Plans => BreakagePropertyTests.Plans;

    [Theory]
    [MemberData(nameof(Plans))]
    public void Close_RowsBeyondTheCount_AreNotLookedAt(string path)
    {
        var (plan, _) = PlanChecker.Check(File.ReadAllText(Path.Combine(Repository.Root, path)), path);
        plan.ShouldNotBeNull();
        for (var seed = 1; seed <= 5; seed++)
        {
            var first = new RandomCompany(plan, seed).First();
            var closed = PeriodClose.Close(plan, first);
            Figures(PeriodClose.Close(plan, WithOrders(first))).ShouldBe(Figures(closed), $"seed {seed}");
            if (new RandomCompany(plan, seed).Second(first, closed) is { } second)
            {
                Figures(PeriodClose.Close(plan, WithOrders(second))).ShouldBe(Figures(PeriodClose.Close(plan, second)), $"seed {seed}, second period");
            }
        }
    }

    /// <summary>So many orders that their columns are packed: in pieces, and as they came.</summary>
    [Theory]
    [MemberData(nameof(Plans))]
    public void Close_OrdersInPieces_GivesTheSame(string path)
    {
        var (plan, _) = PlanChecker.Check(File.ReadAllText(Path.Combine(Repository.Root, path)), path);
        plan.ShouldNotBeNull();
        var few = Enumerable.Range(1, 5).Select(seed => new RandomCompany(plan, seed).First()).First(company => company.Orders.Count > 20);
        var (packed, plain) = (Repeated(few, NumberColumn.Of), Repeated(few, numbers => NumberColumn.FromArray(numbers.ToArray())));
        (packed.Orders.Placed.Pieces, plain.Orders.Placed.Pieces).ShouldBe((1, 0));
        Figures(PeriodClose.Close(plan, packed)).ShouldBe(Figures(PeriodClose.Close(plan, plain)));
    }

    private delegate NumberColumn Making(ReadOnlySpan<long> numbers);

    /// <summary>A company in which each order was placed again and again.</summary>
    private static Snapshot Repeated(Snapshot snapshot, Making make)
    {
        var orders = snapshot.Orders;
        var times = (NumberColumn.PieceRows / orders.Count) + 2;
        return snapshot with
        {
            Orders = new OrderColumns
            {
                Ids = new Ids(Enumerable.Range(0, times).SelectMany(time => Enumerable.Range(0, orders.Count).Select(row => $"{time}-{orders.Ids[row]}"))),
                Seller = Many(orders.Seller),
                Customer = Many(orders.Customer!),
                Customers = orders.Customers,
                Placed = make(Many(orders.Placed.ToArray())),
                Recorded = orders.Recorded is { } recorded ? make(Many(recorded.ToArray())) : null,
                Volumes = [.. orders.Volumes.Select(column => column is null ? null : make(Many(column.ToArray())))],
                Attributes = [.. orders.Attributes.Select(column => make(Many(column.ToArray())))],
            },
        };

        T[] Many<T>(T[] column) => [.. Enumerable.Range(0, times).SelectMany(_ => column)];
    }

    private static Snapshot WithOrders(Snapshot snapshot)
    {
        var orders = snapshot.Orders;
        return new Snapshot
        {
            Period = snapshot.Period,
            Sellers = snapshot.Sellers,
            Orders = new OrderColumns
            {
                Ids = Longer(orders.Ids),
                // Nobody has this number, so whoever looks at it fails.
                Seller = [.. orders.Seller, .. Enumerable.Repeat(int.MaxValue, Spare)],
                Customer = [.. orders.Customer!, .. Enumerable.Repeat(int.MaxValue, Spare)],
                Customers = orders.Customers,
                Placed = Grown(orders.Placed),
                Recorded = orders.Recorded is { } recorded ? Grown(recorded) : null,
                Volumes = [.. orders.Volumes.Select(column => column is null ? null : Grown(column))],
                Attributes = [.. orders.Attributes.Select(Grown)],
            },
            Moves = snapshot.Moves,
            Refunds = snapshot.Refunds,
            Adjustments = snapshot.Adjustments,
            Carry = snapshot.Carry,
            PriorLines = snapshot.PriorLines,
        };
    }

    private static NumberColumn Grown(NumberColumn column)
    {
        var builder = new NumberColumnBuilder();
        builder.Add(column.ToArray());
        var before = builder.ToColumn();
        builder.Add([.. Enumerable.Repeat(long.MaxValue / 2, Spare)]);
        return before;
    }

    private static Ids Longer(Ids ids)
    {
        var (bytes, starts) = (new List<byte>(), new List<int> { 0 });
        for (var i = 0; i < ids.Count; i++)
        {
            bytes.AddRange(ids.Bytes(i));
            starts.Add(bytes.Count);
        }

        return new Ids([.. bytes, 0], [.. starts, .. Enumerable.Repeat(-1, Spare)], ids.Count);
    }

    /// <summary>What a close came to, as text.</summary>
    internal static string Figures(Result result) => string.Join('\n',
    [
        string.Join(' ', result.Lines.Payee), string.Join(' ', result.Lines.Source), string.Join(' ', result.Lines.OrderRow),
        string.Join(' ', result.Lines.Amount), string.Join(' ', result.Rank), string.Join(' ', result.Title),
        .. result.Measures.Select(measure => $"{measure.Name}: {string.Join(' ', measure.Values)}"),
        .. result.Payments.Select(payment => $"{payment}"), .. result.Totals.Select(total => $"{total}"),
        .. result.Carry.Items.Select(item => $"{item.Name}: {string.Join(' ', item.Value)}"),
        .. result.Carry.Lots.Select(lot => $"{lot}"), .. result.Remarks,
    ]);
}
