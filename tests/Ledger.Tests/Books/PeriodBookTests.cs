using System.Text;
using Compensation.Ledger.Books;
using Compensation.Ledger.Fields;
using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Books;

public class PeriodBookTests
{
    private static readonly IReadOnlyList<string> Words = ["enrolment", "placement", "left", "right", "Gold", "Books", "Food"];

    private static readonly IReadOnlyList<Field> Fields =
    [
        new(FieldScope.Seller, 0, "kit", FieldType.Word, 0), new(FieldScope.Seller, 1, "points", FieldType.Units, 1),
        new(FieldScope.Order, 0, "PV", FieldType.Units, 2), new(FieldScope.Order, 1, "Amount", FieldType.Units, 0),
        new(FieldScope.Order, 2, "category", FieldType.Word, 0),
    ];

    // A over B and C in both trees, B to the left.
    private static PeriodBook Open()
    {
        var book = new PeriodBook(Company.Plan, Company.January, new ProgrammeNames(Fields, Words));
        book.AddSeller("A"u8, 1, []);
        book.AddSeller("B"u8, 2, [5, 15]);
        book.AddSeller("C"u8, 3, [Field.NotGiven, 20]);
        foreach (var (seller, leg) in new[] { (1, 3), (2, 4) })
        {
            book.AddEdge(1, seller, 0, 0, 10);
            book.AddEdge(2, seller, 0, leg, 10);
        }

        return book;
    }

    private static Snapshot Of(PeriodBook book) => book.ToSnapshot(Carry.None);

    [Fact]
    public void Snapshot_OfSellers_HasIdsTreesAndAttributes()
    {
        var sellers = Of(Open()).Sellers;

        (sellers.Count, sellers.Ids[2], sellers.Enrolled[1]).ShouldBe((3, "C", 2));
        sellers.Trees[0].Parent.ShouldBe([-1, 0, 0]);
        sellers.Trees[0].Leg.ShouldBe([-1, -1, -1]);
        sellers.Trees[1].Leg.ShouldBe([-1, 0, 1]);
        // Gold is the kit's second choice; without one, the default is the first. Points have one decimal.
        sellers.Attributes[0].ShouldBe([1, 2, 1]);
        sellers.Attributes[1].ShouldBe([0, 15, 20]);
    }

    [Fact]
    public void Edge_OfALaterInstant_IsAMove()
    {
        var book = Open();
        book.AddEdge(1, 2, 1, 0, 500);
        book.AddEdge(1, 2, -1, 0, 400);

        var snapshot = Of(book);

        snapshot.Sellers.Trees[0].Parent.ShouldBe([-1, 0, 0]);
        snapshot.Moves.ShouldBe([new Move(0, 2, -1, -1, 400), new Move(0, 2, 1, -1, 500)]);
    }

    [Fact]
    public void Edge_OfTheSameInstant_ReplacesTheOneBefore()
    {
        var book = Open();
        book.AddEdge(1, 2, 1, 0, 500);
        book.AddEdge(1, 2, 0, 0, 500);
        book.AddEdge(1, 1, 2, 0, 10);

        var snapshot = Of(book);

        snapshot.Sellers.Trees[0].Parent.ShouldBe([-1, 2, 0]);
        snapshot.Moves.ShouldBe([new Move(0, 2, 0, -1, 500)]);
    }

    [Fact]
    public void Edge_OfAnEarlierInstant_IsTheFirst()
    {
        var book = Open();
        book.AddEdge(1, 2, 1, 0, 5);

        var snapshot = Of(book);

        snapshot.Sellers.Trees[0].Parent.ShouldBe([-1, 0, 1]);
        snapshot.Moves.ShouldBe([new Move(0, 2, 0, -1, 10)]);
    }

    [Fact]
    public void SellerChange_AfterThePeriod_DoesNotCount()
    {
        var book = Open();
        book.ChangeSeller(1, Company.Milliseconds(2026, 1, 20), [Field.NotGiven, 30]);
        book.ChangeSeller(1, Company.Milliseconds(2026, 1, 10), [5, 25]);
        book.ChangeSeller(1, Company.January.End.ToUnixTimeMilliseconds(), [5, 99]);

        Of(book).Sellers.Attributes.Take(2).Select(column => column[1]).ShouldBe([1, 30]);
    }

    [Fact]
    public void Orders_WithSeveralLines_AreRows_AndRefundsFindThem()
    {
        var book = Open();
        book.AddCustomer("K1"u8);
        book.AddOrder("O1"u8, 1, 0, 100, 110, 2, [1_050, 100, 7, 200, 20, Field.NotGiven], 7);
        book.AddOrder("O2"u8, 2, -1, 101, 101, 1, [300, 30, 6], 8);
        book.AddRefund("O1", "R1", 120, 2, [Field.NotGiven, Field.NotGiven, Field.NotGiven, 50, 5, Field.NotGiven]);
        book.AddRefund("O2", "R2", 121, 0, []);

        var snapshot = Of(book);

        Enumerable.Range(0, 3).Select(book.SequenceOf).ShouldBe([7, 7, 8]);
        var orders = snapshot.Orders.Cut();
        orders.Volumes[0]!.ShouldBe([1_050, 200, 300]);
        orders.Volumes[2]!.ShouldBe([100, 20, 30]);
        orders.Attributes[0].ShouldBe([2, 0, 1]);
        orders.Customer.ShouldBe([0, 0, -1]);
        orders.Recorded.ShouldBe([110, 110, 101]);
        Enumerable.Range(0, 3).Select(row => snapshot.Orders.Ids[row]).ShouldBe(["O1", "O1", "O2"]);
        snapshot.Refunds.Select(refund => (refund.Row, refund.Refunded, refund.Id)).ShouldBe([(1, 120, "R1"), (2, 121, "R2")]);
        snapshot.Refunds[0].Volumes.ShouldBe([50, 0, 5]);
        snapshot.Refunds[1].Volumes.ShouldBeNull();
    }

    [Fact]
    public void Overrides_LaterOnesReplaceAndWithdrawnOnesGo()
    {
        var book = Open();
        book.Add(new RankOverride(1, 2, "first", "x1"));
        book.Add(new RankOverride(1, 1, "second", "x2"));
        book.Add(new LineOverride(0, "Team", 1, "", 100, "first", "x3"));
        book.Add(new LineOverride(0, "Team", 1, "", 200, "second", "x4"));
        book.Add(new LineOverride(0, "Team", 2, "", 300, "", "x5"));
        book.Withdraw("x5");

        var snapshot = Of(book);

        snapshot.RankOverrides.ShouldBe([new RankOverride(1, 1, "second", "x2")]);
        snapshot.LineOverrides.ShouldBe([new LineOverride(0, "Team", 1, "", 200, "second", "x4")]);
    }

    [Fact]
    public void Snapshot_TakenEarly_DoesNotSeeLaterRows()
    {
        var book = Open();
        var early = Of(book);
        for (var i = 0; i < 3_000; i++)
        {
            book.AddSeller(Encoding.UTF8.GetBytes($"S{i}"), 4, []);
            book.AddEdge(1, 3 + i, 0, 0, 20);
        }

        (early.Sellers.Count, early.Sellers.Trees[0].Parent.Length).ShouldBe((3, 3));
        Of(book).Sellers.Trees[0].Parent.Count(parent => parent == 0).ShouldBe(3_002);
    }
}
