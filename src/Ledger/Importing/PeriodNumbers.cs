using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Rules.Plans;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Importing;

/// <summary>The numbers of a programme's periods in one transaction; a period that is not there yet is opened.</summary>
public sealed class PeriodNumbers
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private readonly LedgerTransaction transaction;
    private readonly Plan plan;
    private readonly int planVersion;
    private readonly string who;
    private readonly Dictionary<string, int> numbers;
    private readonly HashSet<int> closed;

    private PeriodNumbers(LedgerTransaction transaction, Plan plan, int planVersion, string who, Dictionary<string, int> numbers, HashSet<int> closed)
    {
        this.transaction = transaction;
        this.plan = plan;
        this.planVersion = planVersion;
        this.who = who;
        this.numbers = numbers;
        this.closed = closed;
    }

    /// <summary>Reads the periods that there are.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="plan">The plan, whose calendar names periods.</param>
    /// <param name="planVersion">The number of the plan's publication, for periods that are opened.</param>
    /// <param name="who">Who opens periods.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<PeriodNumbers> ReadAsync(
        LedgerTransaction transaction, Plan plan, int planVersion, string who, CancellationToken cancellation = default)
    {
        var known = await LedgerPeriods.ReadAsync(transaction.Context, transaction.Programme, cancellation);
        var numbers = known.ToDictionary(period => period.Period.Name, period => period.Number);
        var closed = known.Where(period => !period.IsOpen).Select(period => period.Number).ToHashSet();
        return new PeriodNumbers(transaction, plan, planVersion, who, numbers, closed);
    }

    /// <summary>Whether a period takes no orders any more.</summary>
    public bool IsClosed(int period) => closed.Contains(period);

    /// <summary>The period in which an order counts: the one it was placed in, or, known after that one's cut-off, the one it became known in.</summary>
    /// <returns>The period; null where the plan's calendar has none.</returns>
    public Period? Of(long placed, long known)
    {
        var own = plan.Calendar.Containing(Instant.FromUnixTimeMilliseconds(placed));
        return own is null || known >= own.Cutoff.ToUnixTimeMilliseconds() ? plan.Calendar.Containing(Instant.FromUnixTimeMilliseconds(known)) : own;
    }

    /// <summary>A period's number; one that is new is opened.</summary>
    public async ValueTask<int> NumberAsync(Period period, CancellationToken cancellation = default)
    {
        if (numbers.TryGetValue(period.Name, out var number))
        {
            return number;
        }

        number = numbers.Count + 1;
        numbers[period.Name] = number;
        var context = transaction.Context;
        context.Add(new PeriodRow
        {
            Programme = transaction.Programme,
            Period = number,
            Name = period.Name,
            FirstDay = NodaTime.Period.DaysBetween(Epoch, period.First),
            LastDay = NodaTime.Period.DaysBetween(Epoch, period.Last),
            Starts = period.Start.ToUnixTimeMilliseconds(),
            Ends = period.End.ToUnixTimeMilliseconds(),
            Cutoff = period.Cutoff.ToUnixTimeMilliseconds(),
            PlanVersion = planVersion,
        });
        await context.SaveChangesAsync(cancellation);
        context.Add(new PeriodEventRow
        {
            Programme = transaction.Programme,
            Period = number,
            Event = 1,
            Kind = "opened",
            State = PeriodEventRow.Open,
            Who = who,
            At = transaction.Recorded,
            Reason = "",
            Sequence = transaction.Take(1),
        });
        await context.SaveChangesAsync(cancellation);
        return number;
    }
}
