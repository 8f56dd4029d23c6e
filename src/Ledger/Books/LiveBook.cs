using System.Diagnostics;
using System.Threading.Channels;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Telemetry;
using Compensation.Rules.Closing;
using Compensation.Rules.Explaining;
using Compensation.Rules.Plans;
using NodaTime;

namespace Compensation.Ledger.Books;

/// <summary>What a period comes to as of a sequence of the ledger.</summary>
/// <param name="Sequence">The ledger's sequence up to which everything is in.</param>
/// <param name="Snapshot">What was known.</param>
/// <param name="Explainer">What it comes to, and why: the close that has computed it answers questions.</param>
/// <param name="Taken">When that was known, by the ledger's clock.</param>
public sealed record LiveFigures(long Sequence, Snapshot Snapshot, Explainer Explainer, Instant Taken)
{
    /// <summary>What it comes to.</summary>
    public Result Result => Explainer.Result;
}

/// <summary>Represents the open period's book together with its figures, which are computed again when somebody asks and rows have come since.</summary>
/// <remarks>
/// One loop owns the book, so nothing is locked: it adds rows, and when it is asked it takes a snapshot and goes on adding while the close runs on a
/// thread of its own.
/// At most one close runs at a time, and after it the book rests for a time in proportion, so figures never take more than their share of the machine;
/// whoever asks meanwhile shares the next close. Rows wait in a bounded queue: if it is full, the caller of <see cref="AddAsync"/> waits.
/// </remarks>
public sealed class LiveBook : IAsyncDisposable
{
    private const int MostWaiting = 1 << 16;

    private readonly Plan plan;
    private readonly PeriodBook book;
    private readonly Carry carry;
    private readonly IClock clock;
    private readonly LiveEffort effort;
    private readonly TimeProvider time;
    private readonly Func<Snapshot, Snapshot> complete;
    private readonly Lock completing = new();
    private readonly Channel<Message> messages = Channel.CreateBounded<Message>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly List<Question> open = [];
    private readonly Task loop;
    private int wanted;
    private bool isBusy;
    private FieldValueException? broken;
    private LiveFigures? latest;

    /// <summary>Opens a book for live figures; from now on nobody else may use it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="book">The book, with the rows so far.</param>
    /// <param name="carry">What the period before left.</param>
    /// <param name="clock">The ledger's clock.</param>
    /// <param name="effort">How much of the machine figures may take; null for the usual.</param>
    /// <param name="complete">Adds what is not in the book, on the thread of the close.</param>
    /// <param name="time">Tells how long a close takes, and when the rest after it ends; null for the system's.</param>
    public LiveBook(Plan plan, PeriodBook book, Carry carry, IClock clock, LiveEffort? effort = null, Func<Snapshot, Snapshot>? complete = null,
        TimeProvider? time = null)
    {
        this.complete = complete ?? (snapshot => snapshot);
        this.plan = plan;
        this.book = book;
        this.carry = carry;
        this.clock = clock;
        this.effort = effort ?? new LiveEffort();
        this.time = time ?? TimeProvider.System;
        loop = Task.Run(RunAsync);
    }

    /// <summary>The last figures that were computed; null before the first.</summary>
    public LiveFigures? Latest => Volatile.Read(ref latest);

    /// <summary>Adds rows that were committed.</summary>
    /// <param name="sequence">The ledger's sequence after them; greater than that of all rows added before.</param>
    /// <param name="rows">Adds them to the book, on the loop's thread.</param>
    /// <param name="cancel">Gives up waiting for room in the queue.</param>
    public ValueTask AddAsync(long sequence, Action<PeriodBook> rows, CancellationToken cancel = default) =>
        messages.Writer.WriteAsync(new Rows(sequence, rows), cancel);

    /// <summary>Figures in which everything up to a sequence is in; waits until the rows have come.</summary>
    /// <param name="sequence">The sequence; 0 takes what is known.</param>
    /// <param name="cancel">Gives up waiting. The close that has begun goes on.</param>
    /// <exception cref="FieldValueException">The plan could not take a value of a row that was added.</exception>
    /// <exception cref="OverflowException">See <see cref="PeriodClose.Close"/>, as for its other exceptions.</exception>
    public async Task<LiveFigures> AtLeastAsync(long sequence, CancellationToken cancel = default)
    {
        if (sequence > 0 && Latest is { } known && known.Sequence >= sequence)
        {
            return known;
        }

        var question = new Question(sequence);
        await messages.Writer.WriteAsync(question, cancel).ConfigureAwait(false);
        return await question.Answer.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Has figures computed in the background, where something has come since the last ones. Nobody waits for them.</summary>
    public void Refresh()
    {
        if (Interlocked.Exchange(ref wanted, 1) == 0 && !messages.Writer.TryWrite(Wanted.Now))
        {
            // There is no room; who asks next tries again.
            Volatile.Write(ref wanted, 0);
        }
    }

    /// <summary>What was known before any row that is added after this call; nothing is computed yet.</summary>
    /// <exception cref="FieldValueException">The plan could not take a value of a row that was added.</exception>
    public async Task<Snapshot> SnapshotAsync(CancellationToken cancel = default)
    {
        var question = new Cut();
        await messages.Writer.WriteAsync(question, cancel).ConfigureAwait(false);
        return await question.Answer.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Computes the figures of a snapshot of this book.</summary>
    /// <param name="sequence">The sequence that it stands for.</param>
    /// <param name="snapshot">What was known.</param>
    /// <param name="taken">When.</param>
    /// <exception cref="OverflowException">See <see cref="PeriodClose.Close"/>, as for its other exceptions.</exception>
    public LiveFigures Figures(long sequence, Snapshot snapshot, Instant taken)
    {
        // What completes a snapshot remembers what it has read, and two closes may run at once.
        lock (completing)
        {
            snapshot = complete(snapshot);
        }

        return new LiveFigures(sequence, snapshot, Explanation.Of(plan, snapshot, effort.Threads), taken);
    }

    /// <summary>Stops adding and computing; open questions are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        messages.Writer.TryComplete();
        await loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (await messages.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (messages.Reader.TryRead(out var message))
            {
                Handle(message);
            }

            AnswerOrCompute();
        }

        open.ForEach(question => question.Answer.TrySetCanceled());
    }

    private void Handle(Message message)
    {
        switch (message)
        {
            case Rows rows:
                Add(rows);
                break;
            case Question question:
                open.Add(question);
                break;
            case Cut cut when broken is { } failure:
                cut.Answer.TrySetException(failure);
                break;
            case Cut cut:
                cut.Answer.TrySetResult(book.ToSnapshot(carry));
                break;
            case Rested:
                isBusy = false;
                break;
            case Computed computed:
                if (computed.Figures is { } figures)
                {
                    Volatile.Write(ref latest, figures);
                }
                else
                {
                    // Whoever asked for this state is told; later rows may well close again.
                    Settle(question => question.Sequence <= computed.Sequence, question => question.Answer.TrySetException(computed.Failure!));
                }

                break;
        }
    }

    private void Add(Rows rows)
    {
        try
        {
            rows.Add(book);
            book.Sequence = rows.Sequence;
        }
        catch (FieldValueException failure)
        {
            // A book that misses a row is of no use any more; whoever asks is told why.
            broken = failure;
        }
    }

    private void AnswerOrCompute()
    {
        if (broken is { } failure)
        {
            Settle(_ => true, question => question.Answer.TrySetException(failure));
            return;
        }

        if (latest is { } figures)
        {
            Settle(question => question.Sequence == 0 ? figures.Sequence == book.Sequence : question.Sequence <= figures.Sequence,
                question => question.Answer.TrySetResult(figures));
        }

        if (isBusy)
        {
            return;
        }

        var isWanted = Interlocked.Exchange(ref wanted, 0) == 1 && latest?.Sequence != book.Sequence;
        if (isWanted || open.Exists(question => question.Sequence <= book.Sequence))
        {
            isBusy = true;
            var (snapshot, sequence, taken) = (book.ToSnapshot(carry), book.Sequence, clock.GetCurrentInstant());
            _ = ComputeAsync(snapshot, sequence, taken);
        }
    }

    private void Settle(Predicate<Question> which, Action<Question> answer)
    {
        open.FindAll(which).ForEach(answer);
        open.RemoveAll(which);
    }

    private Computed Compute(Snapshot snapshot, long sequence, Instant taken)
    {
        try
        {
            var began = Stopwatch.GetTimestamp();
            var figures = Figures(sequence, snapshot, taken);
            LedgerTelemetry.Recomputed(began);
            return new Computed(sequence, figures, null);
        }
        catch (Exception failure)
        {
            // Whatever it was, who waits is told of it.
            return new Computed(sequence, null, failure);
        }
    }

    private async Task ComputeAsync(Snapshot snapshot, long sequence, Instant taken)
    {
        var began = time.GetTimestamp();
        var computed = await Task.Factory.StartNew(() => Compute(snapshot, sequence, taken), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default).ConfigureAwait(false);
        var rest = Task.Delay(effort.RestAfter(time.GetElapsedTime(began)), time);
        await TellAsync(computed).ConfigureAwait(false);
        await rest.ConfigureAwait(false);
        await TellAsync(Rested.Now).ConfigureAwait(false);
    }

    private async Task TellAsync(Message message)
    {
        while (await messages.Writer.WaitToWriteAsync().ConfigureAwait(false) && !messages.Writer.TryWrite(message))
        {
        }
    }

    private abstract record Message;

    private sealed record Rows(long Sequence, Action<PeriodBook> Add) : Message;

    private sealed record Question(long Sequence) : Message
    {
        public TaskCompletionSource<LiveFigures> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Wanted : Message
    {
        public static Wanted Now { get; } = new();
    }

    private sealed record Cut : Message
    {
        public TaskCompletionSource<Snapshot> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Rested : Message
    {
        public static Rested Now { get; } = new();
    }

    private sealed record Computed(long Sequence, LiveFigures? Figures, Exception? Failure) : Message;
}
