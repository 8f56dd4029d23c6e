namespace Compensation.Oracle.Tests.Model;

/// <summary>Represents a table of rates, amounts or numbers: how it is written, and what it gives.</summary>
/// <param name="Text">Its YAML, in flow style.</param>
/// <param name="At">What it gives; zero where no row fits.</param>
internal sealed record TableModel(string Text, Func<Scene, Fraction> At)
{
    public override string ToString() => Text;

    public static TableModel Single(string number) => new(number, _ => Fraction.Parse(number));

    public static TableModel Single(Formula formula) => new(PlanText.Quoted(formula), formula.At);

    /// <summary>The first for level 1, nothing beyond the last.</summary>
    public static TableModel ByLevel(params IReadOnlyList<TableModel> levels) => new($"[{string.Join(", ", levels)}]", scene =>
        scene.Level >= 1 && scene.Level <= levels.Count ? levels[scene.Level - 1].At(scene) : Fraction.Zero);

    /// <summary>A row for some of the ladder's ranks.</summary>
    public static TableModel ByRank(PlanModel plan, IReadOnlyDictionary<int, TableModel> rows, TableModel? otherwise = null)
    {
        var text = rows.Select(row => $"{plan.Ranks[row.Key - 1].Name}: {row.Value}");
        return new(Rows("by: rank", text, otherwise), scene =>
        {
            var rank = scene.Celebrated is { } celebrated ? Fraction.Of(celebrated) : scene.Close.Rank(scene.Self);
            var row = rows.Where(entry => Fraction.Of(entry.Key) == rank).Select(entry => entry.Value).FirstOrDefault();
            return (row ?? otherwise)?.At(scene) ?? Fraction.Zero;
        });
    }

    /// <summary>The row of the highest threshold that is reached.</summary>
    public static TableModel From(Formula key, IReadOnlyList<(string From, TableModel Then)> rows, bool above = false, TableModel? otherwise = null)
    {
        var text = rows.Select(row => $"{(above ? "above" : "from")} {row.From}: {row.Then}");
        return new(Rows($"by: {PlanText.Quoted(key)}", text, otherwise), scene =>
        {
            var value = key.At(scene);
            var reached = rows.Where(row => above ? value > Fraction.Parse(row.From) : value >= Fraction.Parse(row.From)).Select(row => row.Then);
            return (reached.LastOrDefault() ?? otherwise)?.At(scene) ?? Fraction.Zero;
        });
    }

    /// <summary>Each part of the base at the rate of its own bracket, as the average rate of the base.</summary>
    public static TableModel Marginal(Formula key, IReadOnlyList<(string From, string Rate)> rows)
    {
        var text = rows.Select(row => $"from {row.From}: {row.Rate}").Append("brackets: marginal");
        return new(Rows($"by: {PlanText.Quoted(key)}", text, null), scene =>
        {
            var value = key.At(scene);
            if (value <= Fraction.Zero)
            {
                return Fraction.Zero;
            }

            var paid = Fraction.Zero;
            for (var i = 0; i < rows.Count; i++)
            {
                var from = Fraction.Parse(rows[i].From);
                var to = i + 1 < rows.Count ? Fraction.Min(value, Fraction.Parse(rows[i + 1].From)) : value;
                paid += Fraction.Max(Fraction.Zero, to - from) * Fraction.Parse(rows[i].Rate);
            }

            return paid / value;
        });
    }

    private static string Rows(string by, IEnumerable<string> rows, TableModel? otherwise) =>
        "{ " + string.Join(", ", otherwise is null ? rows.Prepend(by) : rows.Prepend(by).Append($"otherwise: {otherwise}")) + " }";
}
