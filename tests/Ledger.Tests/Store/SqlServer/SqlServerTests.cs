using Compensation.Ledger.Tests.Books;
using Compensation.Ledger.Tests.Closing;
using Compensation.Ledger.Tests.Writing;
using Microsoft.Data.SqlClient;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Compensation.Ledger.Tests.Store.SqlServer;

/// <summary>Marks a test class that needs SQL Server.</summary>
[TraitDiscoverer("Compensation.Ledger.Tests.Store.SqlServer.NeedsSqlServerDiscoverer", "Compensation.Ledger.Tests")]
public sealed class NeedsSqlServerAttribute : NeedsDatabaseAttribute, ITraitAttribute
{
    /// <summary>The variable with the connection string of a server on which databases may be made.</summary>
    public const string Variable = "COMPENSATION_SQLSERVER";

    public override string? Missing => Environment.GetEnvironmentVariable(Variable) is null
        ? $"needs SQL Server: name one in {Variable}, as Server=…;User ID=…;Password=…"
        : null;
}

/// <summary>Gives these tests the trait <c>Database=SqlServer</c>, so that a run without a server can leave them out.</summary>
public sealed class NeedsSqlServerDiscoverer : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new("Database", "SqlServer")];
}

/// <summary>A ledger in a database of its own, which is removed afterwards.</summary>
public sealed class SqlServerFixture : LedgerFixture
{
    private readonly SqlConnectionStringBuilder connection = new(Environment.GetEnvironmentVariable(NeedsSqlServerAttribute.Variable) ?? "")
    {
        InitialCatalog = $"compensation_{Guid.NewGuid():N}",
    };

    private readonly bool isThere = new NeedsSqlServerAttribute().Missing is null;

    public override string Address => "sqlserver:" + connection.ConnectionString;

    /// <summary>Without a server all tests are left out, but the runner makes the fixture all the same.</summary>
    public override Task InitializeAsync() => isThere ? base.InitializeAsync() : Task.CompletedTask;

    public override async Task DisposeAsync()
    {
        if (isThere)
        {
            await using var context = Database.CreateContext();
            await context.Database.EnsureDeletedAsync();
            await base.DisposeAsync();
        }
    }
}

[NeedsSqlServer]
public sealed class SqlServerConstraintTests(SqlServerFixture ledger) : ConstraintConformance(ledger), IClassFixture<SqlServerFixture>
{
    protected override string EmptyValues => "'[]'";
}

[NeedsSqlServer]
public sealed class SqlServerWritingTests(SqlServerFixture ledger) : WritingConformance(ledger), IClassFixture<SqlServerFixture>;

[NeedsSqlServer]
public sealed class SqlServerGenealogyTests(SqlServerFixture ledger, ITestOutputHelper output)
    : GenealogyConformance(ledger, output), IClassFixture<SqlServerFixture>;

[NeedsSqlServer]
public sealed class SqlServerBulkTests(SqlServerFixture ledger) : BulkConformance(ledger), IClassFixture<SqlServerFixture>;

[NeedsSqlServer]
public sealed class SqlServerLedgerBatchTests(SqlServerFixture ledger) : LedgerBatchConformance(ledger), IClassFixture<SqlServerFixture>;

[NeedsSqlServer]
public sealed class SqlServerLedgerWriterTests(SqlServerFixture ledger) : LedgerWriterConformance(ledger), IClassFixture<SqlServerFixture>;

[NeedsSqlServer]
public sealed class SqlServerLedgerCloseTests(SqlServerFixture ledger) : LedgerCloseConformance(ledger), IClassFixture<SqlServerFixture>;

[NeedsSqlServer]
public sealed class SqlServerLivePeriodTests(SqlServerFixture ledger) : LivePeriodConformance(ledger), IClassFixture<SqlServerFixture>;
