using System.Threading.Channels;
using Compensation.Ledger.Fields;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;

namespace Compensation.Ledger.Books;

/// <summary>What a period comes to as of a sequence of the ledger.</summary>
/// <param name="Sequence">The ledger's sequence up to which everything is in.</param>
/// <param name="Snapshot">What was known.</param>
/// <param name="Result">What it comes to.</param>
public sealed record LiveFigures(long Sequence, Snapshot Snapshot, Result Result);

/// <summary>Represents the open period's book together with its figures, which are computed again when somebody asks and rows have come since.</summary>
/// <remarks>
/// One loop owns the book, so nothing is locked: it adds rows, and when it is asked it takes a snapshot and goes on adding while the close runs on a
/// thread of its own.
/// At most one close runs at a time; whoever asks meanwhile shares the next one. Rows wait in a bounded queue: if it is full, the caller of
/// <see cref="AddAsync"/> waits.
/// </remarks>
public sealed class LiveBook : IAsyncDisposable
{
    private const int MostWaiting = 1 << 16;

    private readonly Plan plan;
    private readonly PeriodBook book;
    private readonly Carry carry;
    private readonly int threads;
    private readonly Channel<Message> messages = Channel.CreateBounded<Message>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly List<Question> open = [];
    private readonly Task loop;
    private bool computing;
    private FieldValueException? broken;
    private LiveFigures? latest;

    /// <summary>Opens a book for live figures; from now on nobody else may use it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="book">The book, with the rows so far.</param>
    /// <param name="carry">What the period before left.</param>
    /// <param name="threads">How many threads a close may use.</param>
    public LiveBook(Plan plan, PeriodBook book, Carry carry, int threads = 1)
    {
        this.plan = plan;
        this.book = book;
        this.carry = carry;
        this.threads = threads;
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
            case Computed computed:
                computing = false;
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

        if (!computing && open.Exists(question => question.Sequence <= book.Sequence))
        {
            computing = true;
            var (snapshot, sequence) = (book.ToSnapshot(carry), book.Sequence);
            var close = Task.Factory.StartNew(
                () => Compute(snapshot, sequence), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            _ = TellAsync(close);
        }
    }

    private void Settle(Predicate<Question> which, Action<Question> answer)
    {
        open.FindAll(which).ForEach(answer);
        open.RemoveAll(which);
    }

    private Computed Compute(Snapshot snapshot, long sequence)
    {
        try
        {
            return new Computed(sequence, new LiveFigures(sequence, snapshot, PeriodClose.Close(plan, snapshot, threads)), null);
        }
        catch (Exception failure) when (failure is OverflowException or Rules.Genealogy.GenealogyException)
        {
            return new Computed(sequence, null, failure);
        }
    }

    private async Task TellAsync(Task<Computed> close)
    {
        var computed = await close.ConfigureAwait(false);
        while (await messages.Writer.WaitToWriteAsync().ConfigureAwait(false) && !messages.Writer.TryWrite(computed))
        {
        }
    }

    private abstract record Message;

    private sealed record Rows(long Sequence, Action<PeriodBook> Add) : Message;

    private sealed record Question(long Sequence) : Message
    {
        public TaskCompletionSource<LiveFigures> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Computed(long Sequence, LiveFigures? Figures, Exception? Failure) : Message;
}
