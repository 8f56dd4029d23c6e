using Compensation.Ledger.Fields;
using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Compensation.Ledger.Store;

/// <summary>Represents one transaction that writes to one programme. It holds the programme's head, so it is the only one until it ends.</summary>
/// <remarks>
/// Numbers are taken from the head, hence become visible in order and without gaps: a transaction that is not committed leaves none.
/// Without <see cref="CommitAsync"/> nothing is written.
/// </remarks>
public sealed class LedgerTransaction : IAsyncDisposable
{
    private readonly LedgerDatabase database;
    private readonly IDbContextTransaction transaction;
    private readonly TransactionNames names;

    private LedgerTransaction(LedgerDatabase database, LedgerContext context, IDbContextTransaction transaction, int programme)
    {
        this.database = database;
        this.transaction = transaction;
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

    /// <summary>Takes the next sequence numbers.</summary>
    /// <param name="count">How many, at least one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The first of them.</returns>
    public async Task<long> TakeAsync(int count, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        await AdvanceAsync(count, cancellation);
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

    /// <summary>Adds many rows fast, cell by cell in the order of <typeparamref name="TRow"/>'s properties, without an object for each.</summary>
    public ICellWriter Cells<TRow>() where TRow : class => database.WriteCells<TRow>(Context);

    /// <summary>Makes everything durable and visible.</summary>
    /// <remarks>When this throws because the connection was lost, the outcome is unknown: look whether the entries are there.</remarks>
    public async Task CommitAsync(CancellationToken cancellation = default)
    {
        await transaction.CommitAsync(cancellation);
        names.Committed();
    }

    /// <summary>Ends the transaction; what was not committed is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await Context.DisposeAsync();
    }

    internal static async Task<LedgerTransaction> BeginAsync(LedgerDatabase database, int programme, CancellationToken cancellation)
    {
        var context = database.CreateContext();
        IDbContextTransaction? transaction = null;
        try
        {
            transaction = await context.Database.BeginTransactionAsync(cancellation);
            var begun = new LedgerTransaction(database, context, transaction, programme);
            await begun.AdvanceAsync(0, cancellation);
            return begun;
        }
        catch
        {
            await (transaction?.DisposeAsync() ?? default);
            await context.DisposeAsync();
            throw;
        }
    }

    /// <summary>Moves the programme's head on; from then on this transaction holds it. The only place that does.</summary>
    private async Task AdvanceAsync(int count, CancellationToken cancellation)
    {
        var now = database.Clock.GetCurrentInstant().ToUnixTimeMilliseconds();
        var head = Context.Set<ProgrammeRow>().Where(row => row.Programme == Programme);
        var found = await head.ExecuteUpdateAsync(set => set
            .SetProperty(row => row.LastSequence, row => row.LastSequence + count)
            .SetProperty(row => row.LastRecorded, row => row.LastRecorded < now ? now : row.LastRecorded), cancellation);
        if (found == 0)
        {
            throw new ArgumentException($"The ledger has no programme {Programme}. Add it first, or correct the number.");
        }

        (LastSequence, Recorded) = await head.Select(row => new ValueTuple<long, long>(row.LastSequence, row.LastRecorded)).SingleAsync(cancellation);
    }
}
