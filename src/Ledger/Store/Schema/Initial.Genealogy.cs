namespace Compensation.Ledger.Store.Schema;

internal sealed partial class Initial
{
    /// <summary>When an edge stops to hold: at the seller's next later instant, or never.</summary>
    private const string Forever = "9223372036854775807";

    /// <summary>
    /// Whether the added edge closes a circle at some instant. Walks up from the new parent, from the new edge's instant until the
    /// seller's next change, and follows each ancestor's changes within that time; <c>UNION</c> leaves out what was walked already.
    /// </summary>
    /// <remarks>
    /// Most edges need no walk. Where every parent of the tree has a smaller number than the seller below (parents are numbered first),
    /// a way up only ever leads to smaller numbers; and a seller without downline can't stand in anybody's way up.
    /// The walk carries the programme and the tree along, although they never change, so that each step can only be a look into the key.
    /// </remarks>
    private static string ClosesACircle { get; } = $"""
        CASE WHEN @.parent IS NULL THEN 0
          WHEN @.parent = @.seller THEN 1
          WHEN NOT EXISTS (SELECT 1 FROM edges u WHERE u.{Of("u")} AND u.parent > u.seller) THEN 0
          WHEN NOT EXISTS (SELECT 1 FROM edges c WHERE c.{Of("c")} AND c.parent = @.seller) THEN 0
          WHEN EXISTS (
            WITH RECURSIVE walk(programme, tree, node, since, until) AS (
              SELECT @.programme, @.tree, @.parent, @.effective, {End("@")}
              WHERE NOT {Replaced("@")}
              UNION
              SELECT w.programme, w.tree, e.parent, CASE WHEN e.effective > w.since THEN e.effective ELSE w.since END,
                CASE WHEN {End("e")} < w.until THEN {End("e")} ELSE w.until END
              FROM walk w CROSS JOIN edges e
              WHERE e.programme = w.programme AND e.tree = w.tree AND e.seller = w.node AND w.node <> @.seller
                AND e.parent IS NOT NULL AND e.effective < w.until AND {End("e")} > w.since AND NOT {Replaced("e")})
            SELECT 1 FROM walk WHERE node = @.seller) THEN 1
          ELSE 0 END = 1
        """;

    /// <summary>The instant at which an edge stops to hold, for an alias of <c>edges</c> or of what was added to it.</summary>
    internal static string EndOf(string edge) => End(edge).Replace("@.", edge + ".", StringComparison.Ordinal);

    /// <summary>Whether a later edge has taken the place of an edge from its very instant on.</summary>
    internal static string ReplacedOf(string edge) => Replaced(edge).Replace("@.", edge + ".", StringComparison.Ordinal);

    private static string Of(string edges) => $"programme = @.programme AND {edges}.tree = @.tree";

    private static string End(string edge) =>
        $"COALESCE((SELECT MIN(n.effective) FROM edges n WHERE n.{Of("n")} AND n.seller = {edge}.seller AND n.effective > {edge}.effective), {Forever})";

    private static string Replaced(string edge) =>
        $"EXISTS (SELECT 1 FROM edges l WHERE l.{Of("l")} AND l.seller = {edge}.seller AND l.effective = {edge}.effective AND l.change > {edge}.change)";
}
