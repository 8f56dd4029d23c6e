using System.Diagnostics;
using System.Threading.Channels;
using Compensation.Ledger.Store;
using Compensation.Ledger.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compensation.Ledger.Writing;

/// <summary>Represents the one writer of a silo: it commits what waits in groups, so that a flood of orders shares commits and a lone one waits for
/// nobody.</summary>
/// <remarks>
/// <para>One loop takes what waits, at most <see cref="LedgerWriterOptions.MostInGroup"/> at a time, and opens one transaction for each programme's entries
/// and one for each other write. An answer is given after the commit only. If the commit's acknowledgement is lost, the writer looks whether the rows are
/// there.</para>
/// <para>Safe for any number of threads. Writers of other processes may write to the same ledger.</para>
/// </remarks>
public sealed partial class LedgerWriter : IAsyncDisposable
{
    private readonly LedgerDatabase database;
    private readonly LedgerWriterOptions options;
    private readonly LedgerCommit commit;
    private readonly ILogger log;
    private readonly Channel<Waiting> waiting;
    private readonly Task loop;

    /// <summary>Where the last group has left a programme's head, if the ledger took all of it. Only the loop looks at it.</summary>
    private readonly Dictionary<int, LedgerHead> heads = [];

    private bool closed;

    /// <summary>Starts a writer.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="options">Its limits; null takes the usual ones.</param>
    /// <param name="log">Where failures are told; null for nowhere.</param>
    public LedgerWriter(LedgerDatabase database, LedgerWriterOptions? options = null, ILogger<LedgerWriter>? log = null)
    {
        this.log = log ?? (ILogger)NullLogger.Instance;
        this.database = database;
        this.options = options ?? new LedgerWriterOptions();
        this.options.Check();
        commit = new LedgerCommit(database, this.options.LooksForOutcome);
        waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(this.options.MostWaiting) { SingleReader = true });
        loop = Task.Run(RunAsync);
    }

    /// <summary>What was committed, as it is committed.</summary>
    public LedgerFeed Feed { get; } = new();

    /// <summary>Writes an order's event.</summary>
    /// <param name="entry">The event.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="LedgerOutcomeUnknownException">The database was lost during the commit.</exception>
    /// <exception cref="System.Data.Common.DbException">The database failed, and nothing was written.</exception>
    public Task<OrderOutcome> AddAsync(OrderEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var order = new LoneOrder(entry, WriteTrace.Begin(database.Clock));
        Wait(order);
        return order.Outcome;
    }

    /// <summary>Writes events of different orders that have come together.</summary>
    /// <param name="entries">The events.</param>
    /// <returns>What became of each, once that is known of all.</returns>
    public Task<OrderOutcome[]> AddAllAsync(IReadOnlyList<OrderEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count == 0)
        {
            return Task.FromResult<OrderOutcome[]>([]);
        }

        var outcomes = new OrderOutcomes(entries.Count);
        var trace = WriteTrace.Begin(database.Clock);
        for (var i = 0; i < entries.Count; i++)
        {
            Wait(new OrderOfMany(entries[i], trace, outcomes, i));
        }

        return outcomes.Whole;
    }

    /// <summary>Writes something else, in a transaction of its own.</summary>
    /// <typeparam name="T">What the write answers.</typeparam>
    /// <param name="programme">The programme.</param>
    /// <param name="write">Adds rows, as seldom as possible past the transaction's context. What it throws undoes all of it and reaches the caller. It may
    /// neither commit nor wait for another write.</param>
    /// <returns>What <paramref name="write"/> returned, after the commit.</returns>
    /// <exception cref="LedgerBusyException">The queue is full.</exception>
    /// <exception cref="LedgerOutcomeUnknownException">The database was lost during the commit.</exception>
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateException">The ledger refuses a row (<see cref="LedgerErrors.RefusalOf"/> tells).</exception>
    public Task<T> WriteAsync<T>(int programme, Func<LedgerTransaction, Task<T>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var item = new WaitingWrite<T>(programme, write, WriteTrace.Begin(database.Clock));
        return TryWait(item) ? item.Answer.Task : Task.FromException<T>(new LedgerBusyException(options.RetryAfter));
    }

    /// <summary>Ends the writer once everything that waits is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref closed, true);
        waiting.Writer.TryComplete();
        await loop.ConfigureAwait(false);
    }

    private void Wait(WaitingOrder order)
    {
        if (!TryWait(order))
        {
            order.End(new OrderOutcome.Busy(options.RetryAfter));
        }
    }

    private bool TryWait(Waiting item)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref closed), this);
        if (!waiting.Writer.TryWrite(item))
        {
            LedgerTelemetry.Full();
            database.Orders.Note();
            return false;
        }

        LedgerTelemetry.Waits();
        return true;
    }

    private async Task RunAsync()
    {
        var group = new List<Waiting>();
        while (await waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (group.Count < options.MostInGroup && waiting.Reader.TryRead(out var item))
            {
                group.Add(item);
            }

            LedgerTelemetry.Taken(group.Count);
            database.Orders.Begin(group.Count(item => item is WaitingOrder));
            foreach (var orders in group.OfType<WaitingOrder>().GroupBy(item => item.Entry.Programme))
            {
                await WriteAsync(orders.ToArray()).ConfigureAwait(false);
            }

            database.Orders.End();

            foreach (var write in group.OfType<WaitingWrite>())
            {
                await WriteAsync(write).ConfigureAwait(false);
            }

            group.Clear();
        }
    }

    private async Task WriteAsync(WaitingOrder[] orders)
    {
        try
        {
            using var trace = LedgerTelemetry.BeginCommit(orders.Select(order => order.Trace?.Caller ?? default), orders.Length);
            var outcomes = await CommitAsync(Array.ConvertAll(orders, order => order.Entry)).ConfigureAwait(false);
            for (var i = 0; i < orders.Length; i++)
            {
                orders[i].End(outcomes[i]);
            }
        }
        catch (Exception error) when (LedgerErrors.RefusalOf(error) is not null && orders.Length > 1)
        {
            // A rule that the group does not know. Whose entry breaks it shows when each is written by itself.
            foreach (var order in orders)
            {
                await WriteAsync([order]).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (LedgerErrors.RefusalOf(error) is { } refusal)
        {
            orders[0].End(new OrderOutcome.Refused(refusal));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogFailure(error, orders.Length);
            foreach (var order in orders)
            {
                order.End(new OrderOutcome.Failed(error));
            }
        }
    }

    /// <summary>Commits entries. After a group that the ledger took whole, the next one is sent without looking anything up: nearly all entries are as good
    /// as they seem, and the ledger's own rules refuse the others. Then nothing of the group is written, and it is looked up what is wrong with
    /// which.</summary>
    private async Task<OrderOutcome[]> CommitAsync(OrderEntry[] entries)
    {
        var programme = entries[0].Programme;
        var sent = heads.Remove(programme, out var head) ? await TryUnseenAsync(entries, head).ConfigureAwait(false) : null;
        return sent ?? (await TryCommitAsync(entries, new OrderLookup(programme, entries), null).ConfigureAwait(false))!;
    }

    /// <summary>Commits entries without looking them up; null, and nothing is written, where one of them is refused, or the head is elsewhere.</summary>
    private async Task<OrderOutcome[]?> TryUnseenAsync(OrderEntry[] entries, LedgerHead left)
    {
        var programme = entries[0].Programme;
        if (!entries.All(entry => database.Names.HasStorefront(programme, entry.Storefront)))
        {
            return null;
        }

        try
        {
            return await TryCommitAsync(entries, new OrderLookup(programme, entries, ofCustomersOnly: true), left).ConfigureAwait(false);
        }
        catch (Exception error) when (LedgerErrors.RefusalOf(error) is not null)
        {
            return null;
        }
    }

    /// <summary>Commits entries; null, and nothing is written, where the programme's head is not where it was left.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="known">Looks up what has to be known of them.</param>
    /// <param name="left">Where the head was left; null where the transaction has to find it.</param>
    private async Task<OrderOutcome[]?> TryCommitAsync(OrderEntry[] entries, OrderLookup known, LedgerHead? left)
    {
        var (began, programme) = (Stopwatch.GetTimestamp(), entries[0].Programme);
        await using var transaction = await (left is { } head && known.IsEmpty
            ? database.BeginGroupAfterAsync(programme, head)
            : database.BeginGroupAsync(programme, known.Ask)).ConfigureAwait(false);
        var before = transaction.LastSequence;
        var outcomes = await new OrderGroup(transaction, known).AddAsync(entries).ConfigureAwait(false);
        if (transaction.Added.Count > 0)
        {
            if (!await transaction.TryWriteAsync().ConfigureAwait(false))
            {
                return null;
            }

            await commit.RunAsync(transaction, transaction.Added).ConfigureAwait(false);
            LedgerTelemetry.Committed(began, entries.Length, outcomes.Count(outcome => outcome is OrderOutcome.Committed));
            Feed.Publish(new LedgerEntries(transaction.Programme, before, transaction.LastSequence, transaction.Recorded, transaction.Added));
        }

        if (outcomes.All(outcome => outcome is OrderOutcome.Committed))
        {
            heads[programme] = transaction.Head;
        }

        return outcomes;
    }

    private async Task WriteAsync(WaitingWrite write)
    {
        try
        {
            using var trace = LedgerTelemetry.BeginCommit([write.Trace?.Caller ?? default], 1);
            await CommitAsync(write).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            if (error is LedgerOutcomeUnknownException || (LedgerErrors.MessageOf(error) is not null && LedgerErrors.RefusalOf(error) is null))
            {
                LogFailure(error, 1);
            }

            write.Trace?.End(error.GetType().Name);
            write.Fail(error);
            return;
        }

        write.Trace?.End(nameof(OrderOutcome.Committed));
        write.Succeed();
    }

    private async Task CommitAsync(WaitingWrite write)
    {
        var began = Stopwatch.GetTimestamp();
        await using var transaction = await database.BeginAsync(write.Programme).ConfigureAwait(false);
        var before = transaction.LastSequence;
        await write.RunAsync(transaction).ConfigureAwait(false);
        await transaction.Context.SaveChangesAsync().ConfigureAwait(false);
        var rows = TrackedRows.Of(transaction);
        var fed = TrackedRows.Cover(transaction.Context, rows, before, transaction.LastSequence) ? rows : null;
        await commit.RunAsync(transaction, rows).ConfigureAwait(false);
        if (heads.ContainsKey(write.Programme))
        {
            heads[write.Programme] = transaction.Head;
        }

        LedgerTelemetry.Committed(began, 1, 0);
        if (fed is not { Count: 0 })
        {
            Feed.Publish(new LedgerEntries(transaction.Programme, before, transaction.LastSequence, transaction.Recorded, fed));
        }
    }

    private void LogFailure(Exception error, int entries)
    {
        if (error is LedgerOutcomeUnknownException)
        {
            LogUnknownOutcome(error, entries);
        }
        else
        {
            LogNotWritten(error, entries);
        }
    }

    [LoggerMessage(3001, LogLevel.Error, "{Entries} entries could not be written to the ledger.")]
    private partial void LogNotWritten(Exception error, int entries);

    [LoggerMessage(3002, LogLevel.Error, "The database was lost while {Entries} entries were committed; nobody knows whether they are in the ledger.")]
    private partial void LogUnknownOutcome(Exception error, int entries);

    private abstract class Waiting(WriteTrace? trace)
    {
        public WriteTrace? Trace => trace;
    }

    private abstract class WaitingOrder(OrderEntry entry, WriteTrace? trace) : Waiting(trace)
    {
        public OrderEntry Entry => entry;

        public void End(OrderOutcome outcome)
        {
            Trace?.End(outcome is OrderOutcome.Failed { Error: var error } ? error.GetType().Name : outcome.GetType().Name);
            Answer(outcome);
        }

        protected abstract void Answer(OrderOutcome outcome);
    }

    /// <summary>An order that somebody waits for.</summary>
    private sealed class LoneOrder(OrderEntry entry, WriteTrace? trace) : WaitingOrder(entry, trace)
    {
        private readonly TaskCompletionSource<OrderOutcome> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<OrderOutcome> Outcome => answer.Task;

        protected override void Answer(OrderOutcome outcome)
        {
            if (outcome is OrderOutcome.Failed { Error: var error })
            {
                answer.SetException(error);
            }
            else
            {
                answer.SetResult(outcome);
            }
        }
    }

    /// <summary>An order that somebody waits for together with others.</summary>
    private sealed class OrderOfMany(OrderEntry entry, WriteTrace? trace, OrderOutcomes outcomes, int place) : WaitingOrder(entry, trace)
    {
        protected override void Answer(OrderOutcome outcome) => outcomes.Set(place, outcome);
    }

    private abstract class WaitingWrite(int programme, WriteTrace? trace) : Waiting(trace)
    {
        public int Programme => programme;

        public abstract Task RunAsync(LedgerTransaction transaction);

        public abstract void Succeed();

        public abstract void Fail(Exception error);
    }

    private sealed class WaitingWrite<T>(int programme, Func<LedgerTransaction, Task<T>> write, WriteTrace? trace) : WaitingWrite(programme, trace)
    {
        private T? answer;

        public TaskCompletionSource<T> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task RunAsync(LedgerTransaction transaction) => answer = await write(transaction).ConfigureAwait(false);

        public override void Succeed() => Answer.SetResult(answer!);

        public override void Fail(Exception error) => Answer.SetException(error);
    }
}
