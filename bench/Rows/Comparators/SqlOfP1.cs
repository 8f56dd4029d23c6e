using System.Globalization;
using Compensation.Bench.Data;

namespace Compensation.Bench.Comparators;

/// <summary>P1 in SQL, level by level: the fastest form that was found on two databases.</summary>
/// <remarks>It writes no lines, no payments and no carry; only totals by seller.</remarks>
internal sealed class SqlOfP1(ISqlDatabase database)
{
    private static readonly long[] Threshold = [0, 500_00, 2_000_00, 8_000_00, 25_000_00, 75_000_00, 200_000_00];
    private static readonly int[] LegsNeeded = [0, 2, 2, 2, 3, 3, 3];

    private static readonly string[] Tables =
        ["volumes", "depths", "organisations", "below", "level", "legs", "candidates", "ranks", "compressed", "unpaid", "unilevel", "pay"];

    /// <summary>Computes and leaves <c>pay</c> behind: each seller's earnings and rank.</summary>
    public void Run()
    {
        Reach();
        database.Run([.. Bonuses()]);
    }

    /// <summary>Computes what bonuses ask about, and leaves it behind: volumes and depths, what organisations came to, and who has reached each rank.</summary>
    public void Reach()
    {
        database.Run([.. Tables.Select(table => $"DROP TABLE IF EXISTS {table}")]);
        var deepest = Number(database.Run(Create("volumes", """
            SELECT s.id, s.sponsor, coalesce(o.pv, 0) AS pv, coalesce(o.cv, 0) AS cv, coalesce(o.pv, 0) >= 10000 AS active
            FROM sellers s LEFT JOIN (SELECT seller, CAST(sum(pv) AS bigint) AS pv, CAST(sum(cv) AS bigint) AS cv FROM orders GROUP BY seller) o
                ON o.seller = s.id
            """), Create("depths", """
            WITH RECURSIVE down(id, depth, payee, passes) AS (
                SELECT id, 0, CAST(NULL AS int), CASE WHEN active THEN id END FROM volumes WHERE sponsor IS NULL
                UNION ALL
                SELECT v.id, d.depth + 1, d.passes, CASE WHEN v.active THEN v.id ELSE d.passes END FROM down d JOIN volumes v ON v.sponsor = d.id)
            SELECT v.*, d.depth, d.payee FROM down d JOIN volumes v ON v.id = d.id ORDER BY d.depth
            """), "CREATE INDEX depths_by_depth ON depths (depth)", "SELECT max(depth) FROM depths")[0]);
        database.Run([.. Organisations(deepest), .. Ranks()]);
    }

    /// <summary>Adds up what it came to.</summary>
    public FiguresOfP1 Figures()
    {
        var sums = database.Run("""
            SELECT (SELECT count(*) FROM volumes WHERE active), (SELECT sum(pv) FROM volumes), (SELECT sum(cv) FROM volumes),
                (SELECT sum(gv) FROM organisations), sum(unilevel), sum(matching), max(pool), count(CASE WHEN rank >= 5 THEN 1 END),
                sum((id % 1000 + 1) * (unilevel + matching + pool)) FROM pay
            """).Select(Number).ToList();
        var ranks = Enumerable.Range(0, Threshold.Length).Select(rank => Number(database.Run($"SELECT count(*) FROM pay WHERE rank = {rank}")[0]));
        return new FiguresOfP1(sums[0], sums[1], sums[2], sums[3], [.. ranks], sums[4], sums[5], sums[6], sums[7], sums[8]);
    }

    /// <summary>Group volumes and who has somebody active below, from the deepest level up.</summary>
    private IEnumerable<string> Organisations(long deepest)
    {
        yield return $"{database.CreateTable} organisations (id int, sponsor int, gv bigint, has_active boolean)";
        yield return Create("below", $"SELECT id, sponsor, pv AS gv, active AS has_active FROM depths WHERE depth = {deepest}");
        for (var depth = deepest - 1; depth >= -1; depth--)
        {
            yield return "INSERT INTO organisations SELECT * FROM below";
            yield return Create("level", $"""
                SELECT d.id, d.sponsor, d.pv + coalesce(b.gv, 0) AS gv, d.active OR coalesce(b.has_active, false) AS has_active FROM depths d
                LEFT JOIN (SELECT sponsor, CAST(sum(gv) AS bigint) AS gv, bool_or(has_active) AS has_active FROM below GROUP BY sponsor) b
                    ON b.sponsor = d.id
                WHERE d.depth = {depth}
                """);
            yield return "DROP TABLE below";
            yield return "ALTER TABLE level RENAME TO below";
        }
    }

    /// <summary>Rank by rank: who has legs enough with somebody of the rank below, found by climbing from those who have that rank.</summary>
    private IEnumerable<string> Ranks()
    {
        yield return Create("legs", """
            SELECT sponsor AS id, max(gv) AS largest, count(CASE WHEN has_active THEN 1 END) AS active_legs FROM organisations
            WHERE sponsor IS NOT NULL GROUP BY sponsor
            """);
        yield return Create("candidates", $"""
            SELECT o.id, o.gv, l.largest, l.active_legs FROM organisations o JOIN legs l ON l.id = o.id JOIN volumes v ON v.id = o.id
            WHERE v.active AND o.gv >= {Threshold[1]}
            """);
        yield return Create("ranks", $"SELECT id, 1 AS rank FROM candidates WHERE {Suffices(1)} AND active_legs >= {LegsNeeded[1]}");
        for (var rank = 2; rank < Threshold.Length; rank++)
        {
            yield return $"""
                INSERT INTO ranks SELECT c.id, {rank} FROM candidates c JOIN (
                    SELECT v.sponsor AS id, count(*) AS legs FROM (
                        WITH RECURSIVE up(id) AS (
                            SELECT id FROM ranks WHERE rank = {rank - 1}
                            UNION SELECT v.sponsor FROM up JOIN volumes v ON v.id = up.id WHERE v.sponsor IS NOT NULL)
                        SELECT id FROM up) reached JOIN volumes v ON v.id = reached.id GROUP BY v.sponsor) l ON l.id = c.id
                WHERE {Suffices(rank)} AND l.legs >= {LegsNeeded[rank]}
                """;
        }
    }

    private IEnumerable<string> Bonuses()
    {
        var quotient = database.Quotient;
        yield return Create("unpaid", $"""
            SELECT payee AS id, 1 AS level, CAST(sum((cv * 5 + 50) {quotient} 100) AS bigint) AS amount FROM depths WHERE payee IS NOT NULL GROUP BY payee
            """);
        for (var level = 2; level <= 7; level++)
        {
            yield return $"""
                INSERT INTO unpaid SELECT d.payee, {level}, CAST(sum(u.amount) AS bigint) FROM unpaid u JOIN depths d ON d.id = u.id
                WHERE u.level = {level - 1} AND d.payee IS NOT NULL GROUP BY d.payee
                """;
        }

        yield return Create("unilevel", """
            SELECT u.id, CAST(sum(u.amount) AS bigint) AS amount FROM unpaid u LEFT JOIN (SELECT id, max(rank) AS rank FROM ranks GROUP BY id) r ON r.id = u.id
            WHERE u.level <= least(coalesce(r.rank, 0) + 2, 7) GROUP BY u.id
            """);
        yield return Create("pay", $"""
            WITH matching AS (
                SELECT v.sponsor AS id, CAST(sum((u.amount * 10 + 50) {quotient} 100) AS bigint) AS amount FROM unilevel u JOIN volumes v ON v.id = u.id
                JOIN volumes p ON p.id = v.sponsor WHERE p.active GROUP BY v.sponsor),
            reached AS (SELECT id, max(rank) AS rank FROM ranks GROUP BY id),
            pool AS (
                SELECT CASE WHEN count(*) > 0 THEN ((SELECT CAST(sum(cv) AS bigint) FROM volumes) * 2 {quotient} 100) {quotient} count(*) ELSE 0 END
                    AS share FROM reached WHERE rank >= 5)
            SELECT v.id, coalesce(u.amount, 0) AS unilevel, coalesce(m.amount, 0) AS matching,
                CASE WHEN r.rank >= 5 THEN (SELECT share FROM pool) ELSE 0 END AS pool, coalesce(r.rank, 0) AS rank
            FROM volumes v LEFT JOIN unilevel u ON u.id = v.id LEFT JOIN matching m ON m.id = v.id LEFT JOIN reached r ON r.id = v.id
            """);
    }

    private static string Suffices(int rank) => $"gv - greatest(0, largest - {Threshold[rank] / 2}) >= {Threshold[rank]}";

    private string Create(string table, string query) => $"{database.CreateTable} {table} AS {query}";

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
