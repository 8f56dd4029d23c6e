using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Ledger.Tests.Store;

/// <summary>The database refuses the same edges as a slow and obvious check does: put the edge in, look at the whole tree at every instant.</summary>
public abstract class GenealogyConformance(LedgerFixture ledger, ITestOutputHelper output)
{
    private const int Sellers = 5;
    private const int Attempts = 120;

    private readonly Dictionary<int, List<(int? Parent, long Effective)>> changes = [];

    [DatabaseFact]
    public async Task Edges_AtRandom_AreRefusedExactlyWhereACircleWouldBe()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var programme = await ledger.ProgrammeAsync();
        int?[] parents = [null, 0, 0, 1, 3];
        for (var seller = 0; seller < Sellers; seller++)
        {
            changes[seller] = [(parents[seller], 0)];
        }

        var refused = 0;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (seller, effective) = (random.Next(Sellers), random.Next(8));
            var parent = random.Next(Sellers + 1) is < Sellers and var someone ? someone : (int?)null;
            changes[seller].Add((parent, effective));
            var circle = Enumerable.Range(-1, 10).Any(HasCircle);
            (await IsRefusedAsync(programme, seller, parent, effective))
                .ShouldBe(circle, $"seed {seed}, attempt {attempt}: {seller} below {parent?.ToString() ?? "nobody"} from {effective} on");
            if (circle)
            {
                refused++;
                changes[seller].RemoveAt(changes[seller].Count - 1);
            }
        }

        refused.ShouldBeInRange(1, Attempts - 1, $"seed {seed}");
    }

    /// <summary>Whether somebody who goes up from anywhere at an instant is still going after as many steps as there are sellers.</summary>
    private bool HasCircle(int instant) => Enumerable.Range(0, Sellers).Any(start =>
    {
        int? at = start;
        for (var step = 0; step <= Sellers && at is not null; step++)
        {
            at = ParentAt(at.Value, instant);
        }

        return at is not null;
    });

    private int? ParentAt(int seller, int instant)
    {
        (int? Parent, long Effective) last = (null, long.MinValue);
        foreach (var change in changes[seller].Where(change => change.Effective <= instant && change.Effective >= last.Effective))
        {
            last = change.Effective >= last.Effective ? change : last;
        }

        return last.Parent;
    }

    private async Task<bool> IsRefusedAsync(ProgrammeUnderTest programme, int seller, int? parent, long effective)
    {
        try
        {
            await programme.AddAsync(n => [programme.Edge(seller, changes[seller].Count, parent, effective, n)]);
            return false;
        }
        catch (DbUpdateException error) when (LedgerErrors.RefusalOf(error)?.Rule == LedgerRule.Cycle)
        {
            return true;
        }
    }
}

public sealed class SqliteGenealogyTests(SqliteFixture ledger, ITestOutputHelper output)
    : GenealogyConformance(ledger, output), IClassFixture<SqliteFixture>;

[NeedsPostgreSql]
public sealed class PostgreSqlGenealogyTests(PostgreSqlFixture ledger, ITestOutputHelper output)
    : GenealogyConformance(ledger, output), IClassFixture<PostgreSqlFixture>;
