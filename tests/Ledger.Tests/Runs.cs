using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;

namespace Compensation.Ledger.Tests;

/// <summary>A small run of two sellers, one of whom has a comma in the id.</summary>
internal static class Runs
{
    public static readonly IReadOnlyList<InputFile> Inputs = [new("orders.csv", 10, "aa"), new("sellers.csv", 20, "bb")];

    public static string Write(
        string folder, Result? result = null, string? previousRoot = null, Func<string, Stream>? create = null,
            Rules.Calendars.Period? period = null)
    {
        var origin = new RunOrigin(Company.Plan, Snapshot(period ?? Company.January), new RunInputs(Inputs, previousRoot), "1.0");
        return create is null ? RunWriter.Write(folder, origin, result ?? Result())
            : RunWriter.Write(folder, origin, result ?? Result(), create);
    }

    public static Result Result(Carry? carry = null, int lastPayee = 1)
    {
        var sellers = new Ids(["A", "B,b"]);
        return new Result
        {
            Period = "2026-01",
            Sellers = sellers,
            SnapshotRow = [1, 0],
            Lines = Lines(lastPayee),
            Measures = [new MeasureColumn("GV", 2, [3_050, 2_000]), new MeasureColumn("legs", 0, [2, 0])],
            Rank = [2, 0],
            Title = [2, 1],
            Payments =
            [
                new Payment(0, "main", "EUR", 767, 2, new NodaTime.LocalDate(2026, 2, 15), "earnings"),
                new Payment(1, "main", "JPY", -35, 0, new NodaTime.LocalDate(2026, 2, 15), "fee"),
            ],
            Carry = carry ?? new Carry
            {
                Period = "2026-01",
                Sellers = sellers,
                Items = [new CarryItem("Team/left", 2, [0], [1_500]), new CarryItem("title", 0, [0, 1], [2, 1])],
                Lots = [new CarryLot("Team", 1, 1, "O2", Company.Milliseconds(2026, 1, 5, 23), "", 2_000, 0, 0)],
                Places = [new CarryPlace("placement", 1, 0, 1)],
            },
            Totals = [new Total("bonus", "Team", 767, 2), new Total("volume", "PV", 3_050, 2)],
            Remarks = ["The cap „Pool“ asks for a review."],
        };
    }

    private static Lines Lines(int lastPayee) => new()
    {
        BonusNames = ["Team", "Pool"],
        Bonus = [0, 0, 1],
        Kind = [LineKind.Pay, LineKind.Pay, LineKind.Cap],
        Payee = [0, 0, lastPayee],
        Source = [1, 1, -1],
        OrderRow = [-1, 1, -1],
        Level = [1, 2, 0],
        Base = [2_000, 2_000, -7],
        BaseDecimals = [2, 0],
        Rate = [0, 1, 0],
        Rates = [new Rate(1, 20), new Rate(1, 3)],
        Amount = [100, 667, -35],
    };

    private static Snapshot Snapshot(Rules.Calendars.Period period) => new()
    {
        Period = period,
        Sellers = new SellerColumns { Ids = new Ids(["B,b", "A"]), Enrolled = [0, 0], Trees = [], Attributes = [] },
        Orders = new OrderColumns
        {
            Ids = new Ids(["O1", "O2"]),
            Seller = [1, 0],
            Customer = [-1, -1],
            Customers = new Ids([]),
            Placed = [0, 0],
            Volumes = [],
            Attributes = [],
        },
    };
}
