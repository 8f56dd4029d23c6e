using System.Globalization;
using Compensation.Bench.Data;

namespace Compensation.Bench.Comparators;

/// <summary>P2 in SQL. A placement tree is thousands of levels deep, so it is not computed level by level: each seller hands its sum to one twice as far above
/// in each round. It finds the volumes that P1 has left.</summary>
internal sealed class SqlOfP2(ISqlDatabase database)
{
    /// <summary>Computes and leaves <c>balances</c> behind: each seller's pay and what both legs carry over.</summary>
    public void Run()
    {
        database.Run("DROP TABLE IF EXISTS jumps", "DROP TABLE IF EXISTS longer", "DROP TABLE IF EXISTS balances",
            Create("jumps", "SELECT s.id, s.above AS target, s.above, s.side, v.pv AS volume FROM sellers s JOIN volumes v ON v.id = s.id"));
        while (database.Run("SELECT count(target) FROM jumps")[0] != "0")
        {
            database.Run(Create("longer", """
                SELECT a.id, b.target, a.above, a.side, a.volume + coalesce(x.volume, 0) AS volume FROM jumps a LEFT JOIN jumps b ON b.id = a.target
                LEFT JOIN (SELECT target, CAST(sum(volume) AS bigint) AS volume FROM jumps WHERE target IS NOT NULL GROUP BY target) x ON x.target = a.id
                """), "DROP TABLE jumps", "ALTER TABLE longer RENAME TO jumps");
        }

        database.Run(Create("balances", $"""
            WITH legs AS (
                SELECT above AS id, CAST(sum(CASE WHEN side = 0 THEN volume ELSE 0 END) AS bigint) AS l,
                    CAST(sum(CASE WHEN side = 1 THEN volume ELSE 0 END) AS bigint) AS r FROM jumps WHERE above IS NOT NULL GROUP BY above),
            both_legs AS (
                SELECT s.id, v.active, s.carry_left + coalesce(legs.l, 0) AS l, s.carry_right + coalesce(legs.r, 0) AS r
                FROM sellers s JOIN volumes v ON v.id = s.id LEFT JOIN legs ON legs.id = s.id)
            SELECT id, CASE WHEN active THEN least((least(l, r) * 10 + 50) {database.Quotient} 100, 1000000) ELSE 0 END AS pay,
                CASE WHEN active THEN l - least(l, r) ELSE l END AS l, CASE WHEN active THEN r - least(l, r) ELSE r END AS r FROM both_legs
            """));
    }

    /// <summary>Adds up what it came to.</summary>
    public FiguresOfP2 Figures()
    {
        var sums = database.Run("SELECT sum(pay), sum(l), sum(r), sum((id % 1000 + 1) * pay) FROM balances")
            .Select(sum => long.Parse(sum, CultureInfo.InvariantCulture)).ToList();
        return new FiguresOfP2(sums[0], sums[1], sums[2], sums[3]);
    }

    private string Create(string table, string query) => $"{database.CreateTable} {table} AS {query}";
}
