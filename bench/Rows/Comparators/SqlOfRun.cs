using System.Globalization;
using Compensation.Bench.Data;

namespace Compensation.Bench.Comparators;

/// <summary>Both plans inside PostgreSQL, written out as a close writes them: commission lines, each seller's volumes and rank, payments, and what is
/// carried.</summary>
/// <remarks>
/// The fastest form that was found. Tables are made anew by each run and get their keys and the index by payee when they are full, which takes less than
/// inserting into tables that have them. They are logged; what only leads to them is not. Lines are written first and bonuses added up from
/// them, which takes less than adding up beside them as <see cref="SqlOfP1"/> does. It checks no references, and refuses no change afterwards.
/// </remarks>
internal sealed class SqlOfRun(ISqlDatabase database)
{
    private const int Levels = 7;
    private const string NextLine = "(SELECT max(line) FROM run_lines) + CAST(row_number() OVER () AS int)";
    private const string NoOrder = "CAST(NULL AS bigint) AS order_sequence, CAST(NULL AS int) AS order_line";

    private static readonly string[] Between = ["reached", "uplines", "payees", "earned"];
    private static readonly string[] Written = ["run_lines", "run_sellers", "run_payments", "run_carry"];

    private readonly SqlOfP1 first = new(database);
    private readonly WalkOfP2 second = new(database);

    /// <summary>Numbers the placement tree from the top, once for all periods, and forgets what legs carry, for the ledger has no run before; neither is
    /// measured.</summary>
    public void Prepare()
    {
        database.Run("UPDATE sellers SET carry_left = 0, carry_right = 0", "VACUUM (FULL, ANALYZE) sellers");
        second.Prepare();
    }

    /// <summary>Computes, and leaves the run's rows behind.</summary>
    public void Run()
    {
        first.Reach();
        second.Run();
        database.Run([.. Written.Concat(Between).Select(table => $"DROP TABLE IF EXISTS {table}"),
            .. Lines(), .. OtherTables(), .. Keys()]);
    }

    /// <summary>How many rows each table has, and what they come to.</summary>
    public string Totals() => string.Join("; ", TotalsOf(1, "count(*), sum(amount) FROM run_lines").Select(query => string.Join(" of ", database.Run(query))));

    /// <summary>Asks how many lines and rows of a run there are, and what they come to: here or in a ledger.</summary>
    /// <param name="run">The run.</param>
    /// <param name="lines">How many lines, and what they come to, and the table that tells.</param>
    public static IEnumerable<string> TotalsOf(int run, string lines) =>
    [
        $"SELECT {lines} WHERE programme = 1 AND run = {run}",
        $"SELECT count(*) FROM run_sellers WHERE programme = 1 AND run = {run}",
        $"SELECT count(*), sum(amount) FROM run_payments WHERE programme = 1 AND run = {run}",
        $"SELECT count(*), sum(value) FROM run_carry WHERE programme = 1 AND run = {run}",
    ];

    /// <summary>Adds up, from the rows, what it came to.</summary>
    public string Figures()
    {
        var sums = Numbers("SELECT sum(active), sum(pv), sum(cv), sum(gv) FROM run_sellers");
        var ranks = Enumerable.Range(0, 7).Select(rank => Numbers($"SELECT count(*) FROM run_sellers WHERE rank = {rank}")[0]).ToList();
        var bonuses = Enumerable.Range(0, 4).Select(bonus => Numbers($"SELECT coalesce(sum(amount), 0), coalesce(max(amount), 0), count(*) "
            + $"FROM run_lines WHERE bonus = {bonus}")).ToList();
        var hashes = Numbers("SELECT sum(CASE WHEN bonus < 3 THEN weighted ELSE 0 END), sum(CASE WHEN bonus = 3 THEN weighted ELSE 0 END) "
            + "FROM (SELECT bonus, (payee % 1000 + 1) * amount AS weighted FROM run_lines) l");
        var legs = Enumerable.Range(0, 2).Select(item => Numbers($"SELECT coalesce(sum(value), 0) FROM run_carry WHERE item = {item}")[0]).ToList();
        return Data.Figures.Both(
            new FiguresOfP1(sums[0], sums[1], sums[2], sums[3], ranks, bonuses[0][0], bonuses[1][0], bonuses[2][1], bonuses[2][2], hashes[0]),
            new FiguresOfP2(bonuses[3][0], legs[0], legs[1], hashes[1]));
    }

    /// <summary>The lines: of the unilevel by the payees of each level side by side, one join for each; the others follow from sums.</summary>
    private static IEnumerable<string> Lines()
    {
        var above = Enumerable.Range(2, Levels - 1).ToList();
        yield return "CREATE UNLOGGED TABLE reached AS SELECT id, max(rank) AS rank FROM ranks GROUP BY id";
        yield return """
            CREATE UNLOGGED TABLE uplines AS SELECT d.id, d.payee, CAST(least(coalesce(r.rank, 0) + 2, 7) AS int) AS deepest
            FROM depths d LEFT JOIN reached r ON r.id = d.id WHERE d.active
            """;
        yield return $"""
            CREATE UNLOGGED TABLE payees AS SELECT u1.id AS id1, u1.deepest AS deepest1
                {string.Concat(above.Select(level => $", u{level}.id AS id{level}, u{level}.deepest AS deepest{level}"))}
            FROM uplines u1 {string.Join(' ', above.Select(level => $"LEFT JOIN uplines u{level} ON u{level}.id = u{level - 1}.payee"))}
            """;
        yield return $"""
            CREATE TABLE run_lines AS SELECT 1 AS programme, 1 AS run, CAST(row_number() OVER () AS int) AS line, 0 AS bonus, 0 AS kind, l.payee,
                d.id AS source, {NoOrder}, l.level, d.cv AS base, CAST(1 AS bigint) AS rate_numerator, CAST(20 AS bigint) AS rate_denominator,
                (d.cv * 5 + 50) / 100 AS amount
            FROM depths d JOIN payees p ON p.id1 = d.payee CROSS JOIN LATERAL (VALUES
                {string.Join(", ", Enumerable.Range(1, Levels).Select(level => $"({level}, id{level}, deepest{level})"))}) l(level, payee, deepest)
            WHERE d.cv > 0 AND l.level <= l.deepest
            """;
        yield return "CREATE UNLOGGED TABLE earned AS SELECT payee AS id, CAST(sum(amount) AS bigint) AS amount FROM run_lines GROUP BY payee";
        yield return $"""
            INSERT INTO run_lines SELECT 1, 1, {NextLine}, 1, 0, v.sponsor, e.id, {NoOrder}, 1, e.amount, 1, 10, (e.amount * 10 + 50) / 100
            FROM earned e JOIN volumes v ON v.id = e.id JOIN volumes p ON p.id = v.sponsor WHERE p.active
            """;
        yield return $"""
            INSERT INTO run_lines SELECT 1, 1, {NextLine}, 2, 0, id, NULL, {NoOrder}, 0, 1, fund.amount, leaders.count, fund.amount / leaders.count
            FROM reached, (SELECT CAST(sum(cv) AS bigint) * 2 / 100 AS amount FROM volumes) fund, (SELECT count(*) FROM reached WHERE rank >= 5) leaders
            WHERE rank >= 5
            """;
        yield return $"""
            INSERT INTO run_lines SELECT 1, 1, {NextLine}, 3, 0, id, id, {NoOrder}, 0, matched, 1, 10, (matched * 10 + 50) / 100 FROM balances WHERE matched > 0
            """;
        yield return $"""
            INSERT INTO run_lines SELECT 1, 1, {NextLine}, 3, 1, id, id, {NoOrder}, 0, matched, 0, 1, pay - (matched * 10 + 50) / 100
            FROM balances WHERE pay < (matched * 10 + 50) / 100
            """;
    }

    private static IEnumerable<string> OtherTables()
    {
        yield return """
            CREATE TABLE run_sellers AS SELECT 1 AS programme, 1 AS run, v.id AS seller, coalesce(r.rank, 0) AS rank, coalesce(r.rank, 0) AS title, v.pv, v.cv,
                CAST(v.active AS int) AS active, o.gv
            FROM volumes v JOIN organisations o ON o.id = v.id LEFT JOIN reached r ON r.id = v.id
            """;
        yield return """
            CREATE TABLE run_payments AS SELECT 1 AS programme, 1 AS run, CAST(row_number() OVER () AS int) AS payment, payee, 'cash' AS wallet,
                'EUR' AS currency, 2 AS decimals, CAST(sum(amount) AS bigint) AS amount, 20484 AS due_day, 'earnings' AS "of"
            FROM run_lines GROUP BY payee HAVING sum(amount) > 0
            """;
        yield return """
            CREATE TABLE run_carry AS
            SELECT 1 AS programme, 1 AS run, 0 AS item, id AS seller, l AS value FROM balances WHERE l <> 0
            UNION ALL SELECT 1, 1, 1, id, r FROM balances WHERE r <> 0
            UNION ALL SELECT 1, 1, 2, id, rank FROM reached
            UNION ALL SELECT 1, 1, 3, id, rank FROM reached
            """;
    }

    private static IEnumerable<string> Keys() =>
    [
        "ALTER TABLE run_lines ADD PRIMARY KEY (programme, run, line)", "CREATE INDEX ON run_lines (programme, run, payee)",
        "ALTER TABLE run_sellers ADD PRIMARY KEY (programme, run, seller)",
        "ALTER TABLE run_payments ADD PRIMARY KEY (programme, run, payment)", "CREATE INDEX ON run_payments (programme, run, payee)",
        "ALTER TABLE run_carry ADD PRIMARY KEY (programme, run, item, seller)",
    ];

    private List<long> Numbers(string query) => [.. database.Run(query).Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
}
