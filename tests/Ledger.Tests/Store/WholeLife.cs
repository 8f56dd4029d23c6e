using Compensation.Ledger.Fields;
using Compensation.Ledger.Store;

namespace Compensation.Ledger.Tests.Store;

/// <summary>Adds a row to every table of a programme.</summary>
internal static class WholeLife
{
    public static async Task AddAsync(ProgrammeUnderTest programme)
    {
        var number = programme.Number;
        await using (var transaction = await programme.Database.BeginAsync(number))
        {
            await transaction.WordAsync("gold");
            await transaction.FieldAsync(FieldScope.Seller, "market", FieldType.Word, 0);
            await transaction.CommitAsync();
        }

        await programme.AddAsync(n => [programme.Order("A", n)]);
        await programme.AddAsync(n => [programme.Adjustment("a", ProgrammeUnderTest.Open, n), programme.Override("o", ProgrammeUnderTest.Open, n)]);
        await RunAsync(programme,
        [
            new RunNameRow { Programme = number, Run = 1, Kind = RunNameKind.Bonus, Number = 0, Name = "unilevel", Decimals = 2 },
            programme.RunLine(1, 1, 10),
            new RunSellerRow { Programme = number, Run = 1, Seller = 0, Place = 0, Rank = 2, Measures = [5] },
            new RunCarryRow { Programme = number, Run = 1, Item = 0, Seller = 0, Value = 5 },
            new RunLotRow
            {
                Programme = number, Run = 1, Lot = 1, Bonus = "team", Seller = 0, Leg = 0, OrderId = "A", Placed = 0, MatchedIn = "",
                Units = 1, Amount = 0, Total = 0,
            },
            new RunPlaceRow { Programme = number, Run = 1, Tree = "placement", Seller = 2, Parent = 0, Leg = 1 },
            new RunTotalRow { Programme = number, Run = 1, Number = 1, Group = "bonus", Name = "unilevel", Units = 30, Decimals = 2 },
            new RunRemarkRow { Programme = number, Run = 1, Number = 1, Text = "a cap asks for a review" },
        ]);
        await programme.AddAsync(n =>
        [
            new SellerEventRow
            {
                Programme = number, Seller = 0, Event = 1, Kind = SellerEventKind.Changed, At = 0, Recorded = 0, Sequence = n, Values = [2],
                Who = "ann", Reason = "moved",
            },
            new HoldRow { Programme = number, Seller = 0, Event = 1, Kind = HoldKind.Held, At = 0, Sequence = n, Who = "ann", Reason = "fraud" },
            programme.Balance(1, -5, -5, n),
            programme.Audit(1, null, 1, n),
            new RequestRow { Programme = number, Scope = "web", RequestId = "r", Hash = [1], Answer = [], Sequence = n },
            new OutboxRow { Programme = number, Sequence = n, Number = 1, Topic = "runs", Body = "{}" },
            programme.Payout(1, 1, 1, 30, n),
        ]);
        await programme.AddAsync(n =>
        [
            new PayoutEventRow { Programme = number, Payout = 1, Event = 1, Kind = PayoutEventKind.Prepared, Who = "ann", At = 0, Sequence = n },
        ]);
        await AddPersonsAsync(programme);
    }

    /// <summary>Adds what persons ask for, are given and do.</summary>
    private static async Task AddPersonsAsync(ProgrammeUnderTest programme)
    {
        var number = programme.Number;
        await programme.AddAsync(n =>
        [
            new DisputeRow { Programme = number, Dispute = 1, Seller = 0, Period = 1, Line = 1, Opened = 0, Sequence = n },
            new SettingsRow { Programme = number, Version = 1, Body = "{}", Who = "ann", Why = "first", At = 0, Sequence = n },
            new StorefrontKeyRow { Programme = number, Key = 1, Storefront = 1, Hash = [1], Note = "", Who = "ann", Recorded = 0, Sequence = n },
            new ReferralCodeRow { Programme = number, Code = "c", Means = TouchMeans.Link, Seller = 0, ValidFrom = 0, Who = "ann", Sequence = n },
            new TouchRow { Programme = number, Touch = 1, Means = TouchMeans.Link, Code = "c", Seller = 0, At = 0, Recorded = 0, Sequence = n },
            new VisitorRow { Programme = number, Visitor = "v", Customer = "c", Sequence = n },
            new CreditRow
            {
                Programme = number, OrderId = "o", Part = 1, Seller = 0, Numerator = 1, Denominator = 1, Visitor = "v", Customer = "c", At = 0, Settings = 0,
                Sequence = n,
            },
        ]);
        await programme.AddAsync(n =>
        [
            new DisputeMessageRow
            {
                Programme = number, Dispute = 1, Message = 1, Status = DisputeStatus.Open, Who = "ann", At = 0, Text = "why", Sequence = n,
            },
            new StorefrontKeyEventRow { Programme = number, Key = 1, Event = 1, Ends = 0, Reason = "lost", Who = "ann", Recorded = 0, Sequence = n },
            new RoleEventRow
            {
                Programme = number, Event = 1, Subject = "bob", Role = PersonRole.Seller, Kind = RoleEventKind.Granted, Seller = 0, Who = "ann", Why = "",
                At = 0, Sequence = n,
            },
            new MoveRow { Programme = number, Move = 1, Id = "m", Seller = 0, Draft = "{}", Price = "{}", Sequence = n },
        ]);
        await programme.AddAsync(n =>
        [
            new MoveEventRow { Programme = number, Move = 1, Event = 1, Status = MoveStatus.Proposed, Who = "ann", Why = "", At = 0, Sequence = n },
        ]);
    }

    /// <summary>Adds run 1 with lines of 10 and 20 and a payment of 30, and the seal last, in one transaction.</summary>
    public static async Task RunAsync(
        ProgrammeUnderTest programme, IEnumerable<object> rows, int lines = 2, long amount = 30, int payments = 1)
    {
        await using var transaction = await programme.Database.BeginAsync(programme.Number);
        var sequence = transaction.Take(1);
        transaction.Context.Add(programme.Run(1, sequence));
        await transaction.Context.SaveChangesAsync();
        transaction.Context.AddRange([programme.RunEarning(1, 0, 10), programme.RunEarning(1, 1, 20), programme.RunPayment(1, 1, 30), .. rows]);
        await transaction.Context.SaveChangesAsync();
        transaction.Context.Add(programme.Seal(1, lines, amount, payments));
        await transaction.Context.SaveChangesAsync();
        await transaction.CommitAsync();
    }
}
