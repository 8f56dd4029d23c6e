using Compensation.Ledger.Closing;
using Compensation.Ledger.Store.Bulk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using NodaTime;
using Npgsql;

namespace Compensation.Ledger.Store;

/// <summary>Represents a ledger's database. One object serves the whole program, on any number of threads.</summary>
public sealed class LedgerDatabase : IAsyncDisposable
{
    private const string PostgreSqlScheme = "postgresql:";
    private const string SqlServerScheme = "sqlserver:";
    private const string Remedy = "Name a SQLite file in a folder that is there, or write postgresql:Host=…;Database=…;Username=…";

    private readonly ILedgerProvider provider;
    private readonly DbContextOptions<LedgerContext> options;
    private readonly PooledDbContextFactory<LedgerContext> groups;

    private LedgerDatabase(ILedgerProvider provider, IClock clock, IEnumerable<IInterceptor> interceptors, TimeProvider? time)
    {
        this.provider = provider;
        Orders = new OrderQueue(time);
        Turns = new WriterTurns(provider.TakesOneWriter);
        Clock = clock;
        var all = interceptors.ToList();
        options = OptionsOf(provider.Configure, all);
        groups = new PooledDbContextFactory<LedgerContext>(OptionsOf(provider.ConfigureGroups, all));
    }

    /// <summary>The clock that entries are recorded by.</summary>
    public IClock Clock { get; }

    internal NameCache Names { get; } = new();

    /// <summary>The turns of this program's writers.</summary>
    internal WriterTurns Turns { get; }

    /// <summary>The orders that wait for this program's writer.</summary>
    internal OrderQueue Orders { get; }

    /// <summary>Opens a ledger; a new one is created, an older one is brought to the present schema.</summary>
    /// <param name="address">A SQLite file's path; or <c>postgresql:</c> and a connection string, such as
    /// <c>postgresql:Host=localhost;Database=ledger</c>; in the cluster stack <c>sqlserver:</c> likewise.</param>
    /// <param name="clock">The clock that entries are recorded by.</param>
    /// <param name="interceptors">See what EF Core does with the database, to measure it or to let it fail.</param>
    /// <param name="time">Tells how long it is ago that orders queued; null for the system's.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">The database cannot be opened; the message says why and what to do.</exception>
    public static async Task<LedgerDatabase> OpenAsync(string address, IClock clock, IEnumerable<IInterceptor>? interceptors = null,
        TimeProvider? time = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var database = new LedgerDatabase(ProviderOf(address), clock, interceptors ?? [], time);
        try
        {
            await database.UpgradeAsync(cancellation);
        }
        catch (Exception failure)
        {
            await database.DisposeAsync();
            if (LedgerErrors.MessageOf(failure) is { } message)
            {
                throw new IOException($"The ledger cannot be opened: {message} {Remedy}", failure);
            }

            throw;
        }

        return database;
    }

    /// <summary>Makes a context for one piece of work; the caller disposes of it.</summary>
    public LedgerContext CreateContext() => new(options);

    /// <summary>Whether the database answers.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellation = default)
    {
        await using var context = CreateContext();
        return await context.Database.CanConnectAsync(cancellation);
    }

    /// <summary>Begins to write to a programme. Other writers of the programme wait until this transaction ends.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">There is no such programme.</exception>
    public Task<LedgerTransaction> BeginAsync(int programme, CancellationToken cancellation = default) =>
        LedgerTransaction.BeginAsync(this, provider, CreateContext(), programme, null, cancellation);

    /// <summary>Begins to write one of the groups that come one after the other, and asks in the same round trip.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="ask">Adds queries; what they answer stays true until the transaction ends.</param>
    /// <param name="cancellation">Gives up.</param>
    internal Task<LedgerTransaction> BeginGroupAsync(int programme, Action<LedgerBatch> ask, CancellationToken cancellation = default) =>
        LedgerTransaction.BeginAsync(this, provider, groups.CreateDbContext(), programme, ask, cancellation);

    /// <summary>Begins to write one of the groups that come one after the other, and takes it that the programme's head is where the last one has left it:
    /// <see cref="LedgerTransaction.TryWriteAsync"/> tells whether that is so.</summary>
    internal Task<LedgerTransaction> BeginGroupAfterAsync(int programme, LedgerHead head, CancellationToken cancellation = default) =>
        LedgerTransaction.BeginAfterAsync(this, provider, groups.CreateDbContext(), programme, head, cancellation);

    /// <summary>Begins to add rows without holding a programme's head.</summary>
    internal Task<LedgerRows> BeginRowsAsync(CancellationToken cancellation) => LedgerRows.BeginAsync(this, cancellation);

    /// <summary>A programme's number by its name, or null.</summary>
    public async Task<int?> FindProgrammeAsync(string name, CancellationToken cancellation = default)
    {
        await using var context = CreateContext();
        return await context.Rows<ProgrammeRow>().Where(row => row.Name == name).Select(row => (int?)row.Programme).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Adds a programme and returns its number.</summary>
    /// <exception cref="DbUpdateException">The name is taken (<see cref="LedgerErrors.RefusalOf"/> tells).</exception>
    public async Task<int> AddProgrammeAsync(string name, CancellationToken cancellation = default)
    {
        await using var context = CreateContext();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var programme = 1 + (await context.Rows<ProgrammeRow>().MaxAsync(row => (int?)row.Programme, cancellation) ?? 0);
        var now = Clock.GetCurrentInstant().ToUnixTimeMilliseconds();
        context.Add(new ProgrammeRow { Programme = programme, Name = name, Created = now, LastSequence = 0, LastRecorded = now });
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return programme;
    }

    /// <summary>Reads many rows fast, without the context's machinery.</summary>
    /// <typeparam name="TRow">The table's row.</typeparam>
    /// <remarks>The context can do nothing else until reading has ended.</remarks>
    /// <param name="context">The context, whose transaction (if it has one) the rows are read in.</param>
    /// <param name="filter">Which rows; they come in the order of their key.</param>
    public IEnumerable<TRow> Read<TRow>(LedgerContext context, RowFilter filter) where TRow : class
    {
        using var cells = ReadCells<TRow>(context, filter);
        while (cells.Next())
        {
            yield return BulkRow<TRow>.Read(cells);
        }
    }

    /// <summary>Reads many rows fast, cell by cell, without making an object of each.</summary>
    /// <inheritdoc cref="Read{TRow}"/>
    /// <param name="context">The context, whose transaction (if it has one) the rows are read in.</param>
    /// <param name="filter">Which rows; they come in the order of their key.</param>
    /// <param name="properties">The properties of <typeparamref name="TRow"/> whose cells to read, in the order in which they are wanted; none means all, as
    /// they stand in the source.</param>
    public ICellReader ReadCells<TRow>(LedgerContext context, RowFilter filter, params ReadOnlySpan<string> properties) where TRow : class
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(filter);
        context.Database.OpenConnection();
        var table = BulkRow<TRow>.Table(context);
        return provider.Read(context, properties.IsEmpty ? table : table.Only(properties), filter);
    }

    /// <summary>Writes a copy of a SQLite ledger as of one moment; writers go on meanwhile.</summary>
    /// <param name="path">The file of the copy, which must not exist.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">The file exists, or the disk is full.</exception>
    /// <exception cref="NotSupportedException">The ledger is in PostgreSQL, which has programs of its own for this.</exception>
    public Task BackupAsync(string path, CancellationToken cancellation = default) => provider.BackupAsync(path, cancellation);

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync()
    {
        Turns.Dispose();
        return provider.DisposeAsync();
    }

    internal ICellWriter WriteCells<TRow>(LedgerContext context) where TRow : class =>
        provider.Write(context, BulkRow<TRow>.Table(context));

    internal ICellWriter WriteFewCells<TRow>(LedgerContext context, LedgerBatch batch) where TRow : class =>
        provider.WriteFew(context, batch, BulkRow<TRow>.Table(context));

    private static DbContextOptions<LedgerContext> OptionsOf(
        Action<DbContextOptionsBuilder<LedgerContext>> configure, IReadOnlyList<IInterceptor> interceptors)
    {
        var builder = new DbContextOptionsBuilder<LedgerContext>();
        configure(builder);
        builder.AddInterceptors(interceptors);
        return builder.Options;
    }

    private static ILedgerProvider ProviderOf(string address)
    {
        string[] schemes = [PostgreSqlScheme, SqlServerScheme];
        var scheme = schemes.FirstOrDefault(scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
        try
        {
            return scheme switch
            {
                PostgreSqlScheme => new PostgreSqlProvider(new NpgsqlConnectionStringBuilder(address[scheme.Length..])),
                SqlServerScheme => OnSqlServer(address[scheme.Length..]),
                _ => new SqliteProvider(address),
            };
        }
        catch (ArgumentException failure)
        {
            throw new IOException($"The ledger's address is no connection string: {failure.Message} {Remedy}", failure);
        }
    }

#if CLUSTER
    private static SqlServer.SqlServerProvider OnSqlServer(string connectionString) =>
        new(new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(connectionString).ConnectionString);
#else
    private static ILedgerProvider OnSqlServer(string _) =>
        throw new IOException($"The ledger cannot be opened: only a program built with Stack=Cluster knows SQL Server. {Remedy}");
#endif

    private async Task UpgradeAsync(CancellationToken cancellation)
    {
        await using var context = CreateContext();
        await provider.PrepareUpgradeAsync(context, cancellation);
        var known = context.Database.GetMigrations().ToHashSet();
        if ((await context.Database.GetAppliedMigrationsAsync(cancellation)).FirstOrDefault(step => !known.Contains(step)) is { } newer)
        {
            throw new IOException($"The ledger cannot be opened: its schema is that of a newer version of the program, which has added {newer}. "
                + "Start that version, or restore a backup from before it.");
        }

        if ((await context.Database.GetPendingMigrationsAsync(cancellation)).Any())
        {
            await context.Database.MigrateAsync(cancellation);
        }

        await EarlierLines.PackAsync(this, cancellation);
    }
}
