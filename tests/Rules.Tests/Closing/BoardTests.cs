using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

public class BoardTests
{
    private const string ThreeSeats = """
        volumes: { PV: {} }
        bonuses:
          - board: Board
            height: 1
            enters: PV >= 100
            pays: 50
        """;

    [Fact]
    public void Board_UplineStandsNowhere_EntersOnTheFirstBoard()
    {
        // A, B, C fill the first board: A is paid, B and C head a board each. In February B takes a second seat: below B's sponsor A nobody
        // stands, so on the first board, which is B's own; D, sponsored by C, sits with C. In March B takes a third: B's board is full.
        var january = new Company(ThreeSeats, "A(B,C(D))").Order("1", "A", "100").Order("2", "B", "100").Order("3", "C", "100").Close();
        var february = new Company(ThreeSeats, "A(B,C(D))").Order("4", "B", "100", "2026-02-05").Order("5", "D", "100", "2026-02-05")
            .Close("2026-02", january.Carry);
        var march = new Company(ThreeSeats, "A(B,C(D))").Order("6", "B", "100", "2026-03-05").Close("2026-03", february.Carry);

        (Company.Pay(january, "A"), Company.Pay(february, "B"), Company.Pay(march, "B")).ShouldBe((50_00, 0, 50_00));
    }

    [Fact]
    public void Board_SellerWithASecondSeat_EntersBelowTheirUpline()
    {
        // A, B and C fill the first board, which splits into B's and C's. D, brought by C, sits with C; E, brought by D, too: C is paid, and D and E head
        // boards of their own. In February and in March E enters again: not on E's own board, but below D, who is paid.
        const string tree = "A(B,C(D(E)))";
        var january = new Company(ThreeSeats, tree);
        foreach (var seller in new[] { "A", "B", "C", "D", "E" })
        {
            january.Order(seller, seller, "100");
        }

        var first = january.Close();
        var february = new Company(ThreeSeats, tree).Order("1", "E", "100", "2026-02-05").Close("2026-02", first.Carry);
        var march = new Company(ThreeSeats, tree).Order("3", "E", "100", "2026-03-05").Close("2026-03", february.Carry);

        (Company.Pay(first, "A"), Company.Pay(first, "C")).ShouldBe((50_00, 50_00));
        (Company.Pay(february, "D"), Company.Pay(february, "E")).ShouldBe((0, 0));
        (Company.Pay(march, "D"), Company.Pay(march, "E")).ShouldBe((50_00, 0));
    }

    [Fact]
    public void Board_OneSellerInManySeats_FindsThemAllAgain()
    {
        // 781 seats, five wide and four high. A enters every month; after thirty months A holds thirty of them, none lost in the carry.
        const string plan = """
            volumes: { PV: {} }
            bonuses:
              - board: Board
                width: 5
                height: 4
                enters: PV >= 100
                pays: 50
            """;
        var carry = Carry.None;
        for (var month = 0; month < 30; month++)
        {
            var period = $"{2026 + (month / 12)}-{(month % 12) + 1:D2}";
            carry = new Company(plan, "A").Order("o", "A", "100", $"{period}-05").Close(period, carry).Carry;
        }

        carry.Items.Where(item => item.Name.StartsWith("Board/", StringComparison.Ordinal)).SelectMany(item => item.Value).Order()
            .ShouldBe(Enumerable.Range(1, 30).Select(seat => (long)seat));
    }
}
