using System.Collections.Concurrent;
using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Compensation.EndToEnd.Tests.Faults;

/// <summary>What shops were told that is done, to be held against the ledger.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, long> acknowledged = new();
    private readonly ConcurrentDictionary<string, long> volumes = new();
    private readonly ConcurrentQueue<string> wrong = new();
    private int failures;

    /// <summary>How many writes were acknowledged.</summary>
    public int Acknowledged => acknowledged.Count;

    /// <summary>How many answers were neither an acknowledgement nor a refusal: they were asked for again.</summary>
    public int Failures => Volatile.Read(ref failures);

    /// <summary>The last sequence number that was acknowledged.</summary>
    public long LastSequence => acknowledged.Values.DefaultIfEmpty().Max();

    /// <summary>What is wrong with what was answered.</summary>
    public IReadOnlyCollection<string> Wrong => wrong;

    /// <summary>What each seller's orders come to, in hundredths.</summary>
    public IReadOnlyDictionary<string, long> Volumes => volumes;

    /// <summary>Notes an acknowledgement.</summary>
    /// <param name="key">The request's idempotency key.</param>
    /// <param name="sequence">The sequence number that it was told.</param>
    public void Acknowledge(string key, long sequence)
    {
        var first = acknowledged.GetOrAdd(key, sequence);
        if (first != sequence)
        {
            Complain($"{key} was acknowledged as {first} and as {sequence}");
        }
    }

    /// <summary>Notes what an order brings to its seller, or takes from them.</summary>
    public void Count(string seller, long units) => volumes.AddOrUpdate(seller, units, (_, before) => before + units);

    /// <summary>Notes a failure.</summary>
    public void Fail() => Interlocked.Increment(ref failures);

    /// <summary>Notes what must not happen.</summary>
    public void Complain(string what) => wrong.Enqueue(what);

    /// <summary>Holds the acknowledgements against the ledger.</summary>
    public async Task<FaultOutcome> CheckAsync(string ledger, string programme)
    {
        await using var database = await LedgerDatabase.OpenAsync(ledger, SystemClock.Instance);
        await using var context = database.CreateContext();
        var number = await database.FindProgrammeAsync(programme) ?? throw new InvalidOperationException($"The ledger has no {programme}.");
        var rows = await context.Rows<OrderEventRow>().Where(row => row.Programme == number && row.RequestId != null)
            .Select(row => new { row.RequestId, row.Sequence }).ToListAsync();
        var found = rows.ToLookup(row => row.RequestId!, row => row.Sequence);
        if (await AuditLog.FindBreakAsync(context, number) is { } broken)
        {
            Complain($"the audit log is broken: {broken}");
        }

        return new FaultOutcome(
            Acknowledged,
            acknowledged.Count(pair => found[pair.Key].Contains(pair.Value)),
            acknowledged.Count(pair => !found[pair.Key].Contains(pair.Value)),
            found.Count(same => same.Count() > 1));
    }
}
