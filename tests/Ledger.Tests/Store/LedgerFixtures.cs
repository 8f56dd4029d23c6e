using Compensation.Ledger.Store;
using Compensation.Testing;
using NodaTime;
using Xunit;

namespace Compensation.Ledger.Tests.Store;

/// <summary>A clock that tests set.</summary>
public sealed class SetClock : IClock
{
    public Instant Now { get; set; } = Instant.FromUtc(2026, 1, 31, 12, 0);

    public Instant GetCurrentInstant() => Now;
}

/// <summary>An empty ledger for the tests of one class; each test adds a programme of its own.</summary>
public abstract class LedgerFixture : IAsyncLifetime
{
    private int programmes;

    public LedgerDatabase Database { get; private set; } = null!;

    public SetClock Clock { get; } = new();

    public abstract string Address { get; }

    public virtual async Task InitializeAsync() => Database = await LedgerDatabase.OpenAsync(Address, Clock);

    public virtual async Task DisposeAsync() => await Database.DisposeAsync();

    /// <summary>Adds a programme with what most tests need.</summary>
    public Task<ProgrammeUnderTest> ProgrammeAsync() =>
        ProgrammeUnderTest.CreateAsync(Database, $"programme {Interlocked.Increment(ref programmes)}");
}

public sealed class SqliteFixture : LedgerFixture, IDisposable
{
    private readonly Folder folder = new();

    public override string Address => folder["ledger.db"];

    /// <summary>Comes after the database is closed.</summary>
    public void Dispose() => folder.Dispose();
}

public sealed class PostgreSqlFixture : LedgerFixture
{
    private readonly Lazy<string> address = new(() => "postgresql:" + PostgreSqlServer.Shared.CreateDatabase());

    public override string Address => address.Value;

    /// <summary>Without PostgreSQL all tests are left out, but the runner makes the fixture all the same.</summary>
    public override Task InitializeAsync() => PostgreSqlServer.IsInstalled ? base.InitializeAsync() : Task.CompletedTask;

    public override Task DisposeAsync() => PostgreSqlServer.IsInstalled ? base.DisposeAsync() : Task.CompletedTask;
}
