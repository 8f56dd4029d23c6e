using System.Collections.Concurrent;
using Compensation.Ledger.Importing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Grains.Programmes;

/// <summary>Represents a seller as far as orders go.</summary>
/// <param name="Number">The seller's number.</param>
/// <param name="Enrolled">When the seller joined.</param>
public readonly record struct KnownSeller(int Number, Instant Enrolled);

/// <summary>Represents what a silo knows of a programme: read when it is needed, and again when the feed tells that it has changed.</summary>
/// <remarks>Another silo's changes show late. That does no harm: the ledger refuses what a decision based on old terms would add, and it is decided
/// again.</remarks>
public sealed class ProgrammeCache
{
    private const int MostSellers = 1 << 20;

    private readonly LedgerDatabase database;
    private readonly LedgerWriter writer;
    private readonly PublishedPlans plans;
    private readonly int number;
    private readonly ConcurrentDictionary<string, KnownSeller> sellers = new();
    private readonly Lock gate = new();
    private Task reading = Task.CompletedTask;
    private (string Period, Task<int> Number) opening = ("", Task.FromResult(0));
    private ProgrammeTerms? terms;
    private long changes = 1;
    private long changesRead;
    private long lastSequence = -1;
    private long lastRecorded;

    internal ProgrammeCache(LedgerDatabase database, LedgerWriter writer, PublishedPlans plans, int number)
    {
        this.database = database;
        this.writer = writer;
        this.plans = plans;
        this.number = number;
    }

    /// <summary>Now, by the ledger's clock, to the millisecond: never before anything that is recorded.</summary>
    public Instant Now => Instant.FromUnixTimeMilliseconds(
        Math.Max(database.Clock.GetCurrentInstant().ToUnixTimeMilliseconds(), Interlocked.Read(ref lastRecorded)));

    /// <summary>What decisions go by.</summary>
    /// <exception cref="System.Data.Common.DbException">The ledger cannot be read.</exception>
    public ValueTask<ProgrammeTerms> TermsAsync() =>
        Volatile.Read(ref terms) is { } known && Interlocked.Read(ref changesRead) >= Interlocked.Read(ref changes) ? new(known) : new(ReadAsync());

    /// <summary>Has the terms read again: what they say has turned out old.</summary>
    public void Forget() => Interlocked.Increment(ref changes);

    /// <summary>A seller by id, or null.</summary>
    /// <exception cref="System.Data.Common.DbException">The ledger cannot be read.</exception>
    public async ValueTask<KnownSeller?> SellerAsync(string id)
    {
        if (sellers.TryGetValue(id, out var known))
        {
            return known;
        }

        await using var context = database.CreateContext();
        var row = await context.Rows<SellerRow>().Where(row => row.Programme == number && row.Id == id)
            .Select(row => new { row.Seller, row.Enrolled }).FirstOrDefaultAsync();
        if (row is null)
        {
            return null;
        }

        if (sellers.Count >= MostSellers)
        {
            sellers.Clear();
        }

        return sellers[id] = new KnownSeller(row.Seller, Instant.FromUnixTimeMilliseconds(row.Enrolled));
    }

    /// <summary>The ids of sellers by number.</summary>
    /// <exception cref="System.Data.Common.DbException">The ledger cannot be read.</exception>
    public async ValueTask<IReadOnlyDictionary<int, string>> SellerIdsAsync(IEnumerable<int> wanted, CancellationToken cancellation = default)
    {
        var all = wanted.ToList();
        if (all.Count == 0)
        {
            return new Dictionary<int, string>();
        }

        await using var context = database.CreateContext();
        return await context.SellerIdsAsync(number, all, cancellation);
    }

    /// <summary>The number of a period, which is opened together with those before it if nobody has opened it yet.</summary>
    /// <param name="period">The period.</param>
    /// <param name="who">Who opens it.</param>
    /// <exception cref="LedgerBusyException">See <see cref="LedgerWriter.WriteAsync"/>, as for its other exceptions.</exception>
    public async ValueTask<int> PeriodNumberAsync(Period period, string who) =>
        (await TermsAsync()).NumberOf(period) ?? await OpenOnceAsync(period, who);

    internal void Take(LedgerEntries entries)
    {
        Interlocked.Exchange(ref lastRecorded, Math.Max(Interlocked.Read(ref lastRecorded), entries.Recorded));
        if (entries.After != Interlocked.Exchange(ref lastSequence, entries.Last) || entries.Rows is null
            || entries.Rows.Any(row => row is PeriodRow or PeriodEventRow or PlanVersionRow or FieldRow or WordRow))
        {
            Forget();
        }
    }

    /// <summary>Waits for terms in which all that has changed until now is in; who asks at the same time shares one reading.</summary>
    private async Task<ProgrammeTerms> ReadAsync()
    {
        var wanted = Interlocked.Read(ref changes);
        while (Interlocked.Read(ref changesRead) < wanted)
        {
            Task shared;
            lock (gate)
            {
                // Not on the scheduler of the grain that happens to ask first.
                shared = reading = reading.IsCompleted ? Task.Run(LoadAsync) : reading;
            }

            await shared;
        }

        return Volatile.Read(ref terms)!;
    }

    private async Task LoadAsync()
    {
        var seen = Interlocked.Read(ref changes);
        await using var context = database.CreateContext();
        var read = await ProgrammeTerms.ReadAsync(context, number, plans);

        // The clock last: what the terms know to be closed was closed after its cut-off, so that for the ledger it is later than that, whatever the clock here
        // says.
        var recorded = await context.Rows<ProgrammeRow>().Where(row => row.Programme == number).Select(row => row.LastRecorded).SingleAsync();
        Interlocked.Exchange(ref lastRecorded, Math.Max(Interlocked.Read(ref lastRecorded), recorded));
        Volatile.Write(ref terms, read);
        Interlocked.Exchange(ref changesRead, seen);
    }

    /// <summary>Opens a period; who asks at the same time shares it, for the first orders of a period come together.</summary>
    private Task<int> OpenOnceAsync(Period period, string who)
    {
        lock (gate)
        {
            if (opening.Period != period.Name || opening.Number.IsCompleted)
            {
                opening = (period.Name, OpenAsync(period, who));
            }

            return opening.Number;
        }
    }

    private Task<int> OpenAsync(Period period, string who) => writer.WriteAsync(number, async transaction =>
    {
        var plan = (await ProgrammeTerms.ReadAsync(transaction.Context, number, plans)).PlanAt(period.Start);
        var numbers = await PeriodNumbers.ReadAsync(transaction, plan.Plan, plan.Version, who);
        var newest = await transaction.Context.Rows<PeriodRow>().Where(row => row.Programme == number).MaxAsync(row => (long?)row.Starts);
        var missing = new Stack<Period>([period]);
        while (newest is not null && plan.Plan.Calendar.Previous(missing.Peek()) is { } before && before.Start.ToUnixTimeMilliseconds() > newest)
        {
            missing.Push(before);
        }

        var opened = 0;
        foreach (var next in missing)
        {
            opened = await numbers.NumberAsync(next);
        }

        return opened;
    });
}
