using System.Data.Common;
using Compensation.Ledger.Fields;
using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Compensation.Ledger.Store;

/// <summary>Represents where a programme's head is: its last entry.</summary>
/// <param name="Sequence">The entry's sequence number.</param>
/// <param name="Recorded">When the ledger learned of it.</param>
internal readonly record struct LedgerHead(long Sequence, long Recorded);

/// <summary>Represents one transaction that writes to one programme. It holds the programme's head, so it is the only one until it ends.</summary>
/// <remarks>
/// Numbers are taken from the head, hence become visible in order and without gaps: a transaction that is not committed leaves none. The head itself is
/// written once, with the commit.
/// Without <see cref="CommitAsync"/> nothing is written.
/// </remarks>
public sealed class LedgerTransaction : IAsyncDisposable
{
    private readonly LedgerDatabase database;
    private readonly IDbContextTransaction transaction;
    private readonly WriterTurns.Turn turn;
    private readonly TransactionNames names;
    private readonly LedgerBatch batch;
    private readonly List<object> added = [];
    private bool isHeld;
    private bool isElsewhere;
    private long written;

    private LedgerTransaction(LedgerDatabase database, ILedgerProvider provider, LedgerContext context, IDbContextTransaction transaction,
        WriterTurns.Turn turn, int programme)
    {
        this.database = database;
        this.transaction = transaction;
        this.turn = turn;
        batch = LedgerBatch.Of(context, provider);
        Context = context;
        Programme = programme;
        names = new TransactionNames(context, programme, database.Names.Of(programme));
    }

    /// <summary>The context to add rows to; <see cref="DbContext.SaveChangesAsync(CancellationToken)"/> before <see cref="CommitAsync"/>.</summary>
    public LedgerContext Context { get; }

    /// <summary>The programme.</summary>
    public int Programme { get; }

    /// <summary>The instant that this transaction's entries are recorded at: the clock's, but never before the programme's last entry.</summary>
    public long Recorded { get; private set; }

    /// <summary>The last sequence number taken in the programme.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Where the transaction leaves the programme's head.</summary>
    internal LedgerHead Head => new(LastSequence, Recorded);

    /// <summary>The rows that were added past the context, but not in bulk.</summary>
    internal IReadOnlyList<object> Added => added;

    /// <summary>Takes the next sequence numbers.</summary>
    /// <param name="count">How many, at least one.</param>
    /// <returns>The first of them.</returns>
    public long Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        LastSequence += count;
        Recorded = Math.Max(Recorded, database.Clock.GetCurrentInstant().ToUnixTimeMilliseconds());
        return LastSequence - count + 1;
    }

    /// <summary>The number of a word (a choice, a rank, a tree, a leg), which is added if it is new.</summary>
    public ValueTask<int> WordAsync(string word, CancellationToken cancellation = default) =>
        names.NumberAsync(new NameKey(NameKind.Word, word), cancellation);

    /// <summary>The number of a storefront, which is added if it is new.</summary>
    public ValueTask<int> StorefrontAsync(string storefront, CancellationToken cancellation = default) =>
        names.NumberAsync(new NameKey(NameKind.Storefront, storefront), cancellation);

    /// <summary>The position of a field in the values of its scope; it is added if it is new.</summary>
    public ValueTask<int> FieldAsync(FieldScope scope, string name, FieldType type, int decimals, CancellationToken cancellation = default) =>
        names.NumberAsync(new NameKey(scope == FieldScope.Seller ? NameKind.SellerField : NameKind.OrderField, name, type, decimals), cancellation);

    /// <summary>Adds many rows fast, past the context.</summary>
    /// <remarks>Rows of other tables that these refer to must be written already: saved, or their bulk writer completed.</remarks>
    public BulkWriter<TRow> Bulk<TRow>() where TRow : class => new(database.WriteCells<TRow>(Context));

    /// <summary>Adds rows past the context, in as few round trips as there can be; a writer's feed tells of them.</summary>
    /// <inheritdoc cref="Bulk{TRow}"/>
    /// <exception cref="System.Data.Common.DbException">The ledger refuses a row (<see cref="LedgerErrors.RefusalOf"/> tells).</exception>
    public void Add<TRow>(IReadOnlyList<TRow> rows) where TRow : class
    {
        AddLast(rows);
        batch.Run();
    }

    /// <summary>Adds rows past the context in the round trip that writes the head, before the commit: what else the transaction does cannot see
    /// them.</summary>
    /// <remarks>What the ledger refuses, <see cref="CommitAsync"/> throws.</remarks>
    internal void AddLast<TRow>(IReadOnlyList<TRow> rows) where TRow : class
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
        {
            return;
        }

        using var cells = database.WriteFewCells<TRow>(Context, batch);
        foreach (var row in rows)
        {
            BulkRow<TRow>.Write(cells, row);
            cells.EndRow();
        }

        cells.Complete();
        added.EnsureCapacity(added.Count + rows.Count);
        added.AddRange(rows);
    }

    /// <summary>Adds many rows fast, cell by cell in the order of <typeparamref name="TRow"/>'s properties, without an object for each.</summary>
    public ICellWriter Cells<TRow>() where TRow : class => database.WriteCells<TRow>(Context);

    /// <summary>Makes everything durable and visible.</summary>
    /// <remarks>When this throws because the connection was lost, the outcome is unknown: look whether the entries are there.</remarks>
    public async Task CommitAsync(CancellationToken cancellation = default)
    {
        if (!await TryWriteAsync(cancellation))
        {
            throw new InvalidOperationException($"The head of programme {Programme} is not at {written}, where it was left.");
        }

        await transaction.CommitAsync(cancellation);
        names.Committed();
    }

    /// <summary>Sends the rows that were added last, and the head.</summary>
    /// <returns>False where the head is not where it was left: what was added has wrong numbers then and must not be committed.</returns>
    internal async Task<bool> TryWriteAsync(CancellationToken cancellation = default)
    {
        if (LastSequence > written)
        {
            batch.Do($"UPDATE programmes SET last_sequence = {batch.Value(LastSequence)}, last_recorded = {batch.Value(Recorded)} "
                + $"WHERE programme = {batch.Value(Programme)}");
            await batch.RunAsync(cancellation);
            written = LastSequence;
        }

        return !isElsewhere;
    }

    /// <summary>Ends the transaction; what was not committed is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await Context.DisposeAsync();
        turn.Dispose();
    }

    internal static async Task<LedgerTransaction> BeginAsync(
        LedgerDatabase database, ILedgerProvider provider, LedgerContext context, int programme, Action<LedgerBatch>? ask, CancellationToken cancellation)
    {
        var turn = await database.Turns.WaitAsync(cancellation);
        IDbContextTransaction? transaction = null;
        try
        {
            transaction = await context.Database.BeginTransactionAsync(cancellation);
            var begun = new LedgerTransaction(database, provider, context, transaction, turn, programme);
            var batch = begun.batch;
            batch.Ask(provider.HoldHead("last_sequence, last_recorded", batch.Value(programme)), begun.ReadHead);
            if (ask is not null)
            {
                batch.Do(provider.IndexOnly);
                ask(batch);
            }

            await batch.RunAsync(cancellation);
            return begun.isHeld ? begun : throw new ArgumentException($"The ledger has no programme {programme}. Add it first, or correct the number.");
        }
        catch
        {
            await (transaction?.DisposeAsync() ?? default);
            await context.DisposeAsync();
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Begins without a round trip: the head is held, and compared, by the batch that writes.</summary>
    internal static async Task<LedgerTransaction> BeginAfterAsync(
        LedgerDatabase database, ILedgerProvider provider, LedgerContext context, int programme, LedgerHead head, CancellationToken cancellation)
    {
        var turn = await database.Turns.WaitAsync(cancellation);
        try
        {
            var transaction = await context.Database.BeginTransactionAsync(cancellation);
            var begun = new LedgerTransaction(database, provider, context, transaction, turn, programme) { Recorded = head.Recorded };
            begun.written = begun.LastSequence = head.Sequence;
            begun.batch.Ask(provider.HoldHead("last_sequence, last_recorded", begun.batch.Value(programme)), begun.CompareHead);
            return begun;
        }
        catch
        {
            await context.DisposeAsync();
            turn.Dispose();
            throw;
        }
    }

    private void CompareHead(DbDataReader row) => isElsewhere = row.GetInt64(0) != written;

    private void ReadHead(DbDataReader row)
    {
        isHeld = true;
        written = LastSequence = row.GetInt64(0);
        Recorded = Math.Max(row.GetInt64(1), database.Clock.GetCurrentInstant().ToUnixTimeMilliseconds());
    }
}
