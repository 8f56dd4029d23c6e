using System.Globalization;
using Compensation.Bench.Data;

namespace Compensation.Bench.Comparators;

/// <summary>P2 inside PostgreSQL by a loop over arrays: three times as fast there as SQL alone. It finds the volumes that P1 has left.</summary>
internal sealed class WalkOfP2(ISqlDatabase database)
{
    /// <summary>Numbers the placement tree from the top, once for all periods, which is not measured.</summary>
    public void Prepare() => database.Run("CREATE INDEX ON sellers (above)", """
        CREATE UNLOGGED TABLE walk AS
        WITH RECURSIVE down(id, depth) AS (
            SELECT id, 0 FROM sellers WHERE above IS NULL UNION ALL SELECT s.id, d.depth + 1 FROM down d JOIN sellers s ON s.above = d.id),
        placed AS (SELECT id, CAST(row_number() OVER (ORDER BY depth, id) AS int) AS place FROM down)
        SELECT p.place, p.id, CAST(s.side AS int) AS side, coalesce(a.place, 0) AS above
        FROM placed p JOIN sellers s ON s.id = p.id LEFT JOIN placed a ON a.id = s.above ORDER BY p.place
        """);

    /// <summary>Computes and leaves <c>balances</c> behind: what each seller has matched and is paid, and what both legs carry over.</summary>
    public void Run() => database.Run("DROP TABLE IF EXISTS walked", "DROP TABLE IF EXISTS balances", """
        DO $$
        DECLARE count int; above int[]; side int[]; volume bigint[]; l bigint[]; r bigint[]; legs bigint;
        BEGIN
            SELECT count(*), array_agg(w.above ORDER BY w.place), array_agg(w.side ORDER BY w.place), array_agg(v.pv ORDER BY w.place)
                INTO count, above, side, volume FROM walk w JOIN volumes v ON v.id = w.id;
            l := array_fill(CAST(0 AS bigint), ARRAY[count]);
            r := l;
            FOR place IN REVERSE count..2 LOOP
                legs := volume[place] + l[place] + r[place];
                IF side[place] = 0 THEN l[above[place]] := l[above[place]] + legs; ELSE r[above[place]] := r[above[place]] + legs; END IF;
            END LOOP;
            CREATE UNLOGGED TABLE walked AS SELECT * FROM unnest(l, r) WITH ORDINALITY AS u(l, r, place);
        END $$
        """, """
        CREATE UNLOGGED TABLE balances AS
        WITH legs AS (SELECT s.id, v.active, s.carry_left + t.l AS l, s.carry_right + t.r AS r
            FROM walked t JOIN walk w ON w.place = t.place JOIN sellers s ON s.id = w.id JOIN volumes v ON v.id = s.id)
        SELECT id, CASE WHEN active THEN least(l, r) ELSE 0 END AS matched,
            CASE WHEN active THEN least((least(l, r) * 10 + 50) / 100, 1000000) ELSE 0 END AS pay,
            CASE WHEN active THEN l - least(l, r) ELSE l END AS l, CASE WHEN active THEN r - least(l, r) ELSE r END AS r FROM legs
        """);

    /// <summary>Adds up what it came to.</summary>
    public FiguresOfP2 Figures()
    {
        var sums = database.Run("SELECT sum(pay), sum(l), sum(r), sum((id % 1000 + 1) * pay) FROM balances")
            .Select(sum => long.Parse(sum, CultureInfo.InvariantCulture)).ToList();
        return new FiguresOfP2(sums[0], sums[1], sums[2], sums[3]);
    }
}
