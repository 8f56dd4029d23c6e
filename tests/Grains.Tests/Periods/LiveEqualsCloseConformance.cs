using Compensation.Ledger.Tests.Store;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests.Periods;

/// <summary>Live figures are those of the close, byte for byte, whatever a company goes through.</summary>
public abstract class LiveEqualsCloseConformance(LedgerFixture ledger)
{
    private const int Seeds = 3;

    [DatabaseFact]
    public async Task Close_OfWhateverHappened_IsWhatWasLive()
    {
        var (clawbacks, followed) = (0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                await using var life = await RandomLife.BeginAsync(ledger, seed);
                await life.LiveAsync();
                clawbacks += life.Clawbacks;
                followed += life.Followed;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }

        clawbacks.ShouldBeGreaterThan(5 * Seeds, "the dice have not shown what late refunds do");
        followed.ShouldBeGreaterThan(Seeds, "hardly any period was followed to its close");
    }
}

public sealed class SqliteLiveEqualsCloseTests(SqliteFixture ledger) : LiveEqualsCloseConformance(ledger), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlLiveEqualsCloseTests(PostgreSqlFixture ledger) : LiveEqualsCloseConformance(ledger), IClassFixture<PostgreSqlFixture>;
