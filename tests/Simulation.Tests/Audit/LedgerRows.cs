using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Simulation.Tests;

/// <summary>All rows of a programme that an audit looks at, as they stand in their tables.</summary>
internal sealed record LedgerRows
{
    public required IReadOnlyList<SellerRow> Sellers { get; init; }

    public required IReadOnlyList<SellerEventRow> SellerEvents { get; init; }

    public required IReadOnlyList<EdgeRow> Edges { get; init; }

    public required IReadOnlyDictionary<int, string> Customers { get; init; }

    public required IReadOnlyList<OrderEventRow> Orders { get; init; }

    public required IReadOnlyDictionary<int, PeriodRow> Periods { get; init; }

    public required IReadOnlyList<PeriodEventRow> PeriodEvents { get; init; }

    public required IReadOnlyList<AdjustmentRow> Adjustments { get; init; }

    public required IReadOnlyList<OverrideRow> Overrides { get; init; }

    public required IReadOnlyList<HoldRow> Holds { get; init; }

    public required IReadOnlyList<RunRow> Runs { get; init; }

    public required IReadOnlyDictionary<int, RunSealRow> Seals { get; init; }

    public required IReadOnlyList<RunNameRow> Names { get; init; }

    public required IReadOnlyList<RunLineRow> Lines { get; init; }

    public required IReadOnlyList<RunPaymentRow> Payments { get; init; }

    public required IReadOnlyList<RunCarryRow> Carry { get; init; }

    public required IReadOnlyList<PayoutRow> Payouts { get; init; }

    public required IReadOnlyList<PayoutEventRow> PayoutEvents { get; init; }

    public required IReadOnlyList<BalanceRow> Balances { get; init; }

    public required IReadOnlyList<RequestRow> Requests { get; init; }

    public required IReadOnlyList<AuditRow> Audit { get; init; }

    public required IReadOnlyList<OutboxRow> Messages { get; init; }

    public required IReadOnlyDictionary<int, string> Words { get; init; }

    /// <summary>The last sequence number that was given.</summary>
    public required long Head { get; init; }

    public static async Task<LedgerRows> ReadAsync(LedgerContext context, int programme)
    {
        return new LedgerRows
        {
            Head = await context.Rows<ProgrammeRow>().Where(row => row.Programme == programme).Select(row => row.LastSequence).SingleAsync(),
            Sellers = await OfAsync<SellerRow>(row => row.Programme == programme, row => row.Seller),
            SellerEvents = await OfAsync<SellerEventRow>(row => row.Programme == programme, row => row.Sequence),
            Edges = await OfAsync<EdgeRow>(row => row.Programme == programme, row => row.Change),
            Customers = (await OfAsync<CustomerRow>(row => row.Programme == programme, row => row.Customer)).ToDictionary(row => row.Customer, row => row.Id),
            Orders = await OfAsync<OrderEventRow>(row => row.Programme == programme, row => row.Sequence),
            Periods = (await OfAsync<PeriodRow>(row => row.Programme == programme, row => row.Starts)).ToDictionary(row => row.Period),
            PeriodEvents = await OfAsync<PeriodEventRow>(row => row.Programme == programme, row => row.Sequence),
            Adjustments = await OfAsync<AdjustmentRow>(row => row.Programme == programme, row => row.Sequence),
            Overrides = await OfAsync<OverrideRow>(row => row.Programme == programme, row => row.Sequence),
            Holds = await OfAsync<HoldRow>(row => row.Programme == programme, row => row.Sequence),
            Runs = await OfAsync<RunRow>(row => row.Programme == programme, row => row.Run),
            Seals = (await OfAsync<RunSealRow>(row => row.Programme == programme, row => row.Run)).ToDictionary(row => row.Run),
            Names = await OfAsync<RunNameRow>(row => row.Programme == programme, row => row.Number),
            Lines = [.. (await OfAsync<RunEarningRow>(row => row.Programme == programme, row => row.Run)).SelectMany(PackedLines.Of)
                .OrderBy(row => row.Run).ThenBy(row => row.Line)],
            Payments = await OfAsync<RunPaymentRow>(row => row.Programme == programme, row => row.Payment),
            Carry = await OfAsync<RunCarryRow>(row => row.Programme == programme, row => row.Seller),
            Payouts = await OfAsync<PayoutRow>(row => row.Programme == programme, row => row.Payout),
            PayoutEvents = await OfAsync<PayoutEventRow>(row => row.Programme == programme, row => row.Event),
            Balances = await OfAsync<BalanceRow>(row => row.Programme == programme, row => row.Sequence),
            Requests = await OfAsync<RequestRow>(row => row.Programme == programme, row => row.Sequence),
            Audit = await OfAsync<AuditRow>(row => row.Programme == programme, row => row.Entry),
            Messages = await OfAsync<OutboxRow>(row => row.Programme == programme, row => row.Sequence),
            Words = (await OfAsync<WordRow>(row => row.Programme == programme, row => row.Word)).ToDictionary(row => row.Word, row => row.Name),
        };

        Task<List<TRow>> OfAsync<TRow>(System.Linq.Expressions.Expression<Func<TRow, bool>> ofProgramme,
            System.Linq.Expressions.Expression<Func<TRow, long>> order) where TRow : class =>
            context.Rows<TRow>().Where(ofProgramme).OrderBy(order).ToListAsync();
    }

    /// <summary>The name of a run's bonus or item of carry.</summary>
    public string NameOf(int run, RunNameKind kind, int number) =>
        Names.Single(row => row.Run == run && row.Kind == kind && row.Number == number).Name;

    /// <summary>Where a period stood just before an entry.</summary>
    public string StateOf(int period, long sequence) => PeriodEvents.Last(row => row.Period == period && row.Sequence < sequence).State;

    /// <summary>The run of a period that was approved first; null where none was.</summary>
    /// <summary>The run that is in force in a period as far as is known at a sequence.</summary>
    public int? InForce(int period, long asOf) =>
        PeriodEvents.LastOrDefault(row => row.Period == period && row.Kind == "approved" && row.Sequence <= asOf)?.Run;

    public int? OriginalOf(int period) => PeriodEvents.FirstOrDefault(row => row.Period == period && row.Kind == "approved")?.Run;
}
