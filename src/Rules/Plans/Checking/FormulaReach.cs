using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Checking;

/// <summary>What formulas read, through the measures that they name.</summary>
/// <param name="plan">The plan.</param>
/// <param name="throughRanks">Whether a formula that reads a rank also reads what the ranks need.</param>
internal sealed class FormulaReach(Plan plan, bool throughRanks = false)
{
    /// <summary>All parts of the formulas and of the measures (and ranks) that they read.</summary>
    public IReadOnlyList<Expression> Parts(IEnumerable<Expression> formulas)
    {
        var parts = new List<Expression>();
        var open = new Stack<Expression>(formulas);
        var measures = new HashSet<int>();
        var ranksRead = false;
        while (open.TryPop(out var part))
        {
            parts.Add(part);
            Push(open, part.Parts);
            if (MeasureOf(part) is { } measure && measures.Add(measure.Index))
            {
                Push(open, measure.Reads);
            }
            else if (throughRanks && !ranksRead && IsRank(part))
            {
                ranksRead = true;
                Push(open, plan.Ladder.SelectMany(rank => rank.Needs.Concat(rank.Maintain ?? [])));
            }
        }

        return parts;
    }

    /// <summary>The measure that a part is the value of, or null.</summary>
    public Measure? MeasureOf(Expression part) =>
        part is Column { Key.Kind: ColumnKind.Measure or ColumnKind.PreviousMeasure } column
            ? plan.Measures[column.Key.Index] : null;

    /// <summary>Whether a part is a rank or a title of the seller.</summary>
    public static bool IsRank(Expression part) => part is Column
    {
        Key.Kind: ColumnKind.Rank or ColumnKind.PreviousRank or ColumnKind.Title or ColumnKind.PreviousTitle
    };

    private static void Push(Stack<Expression> open, IEnumerable<Expression> parts)
    {
        foreach (var part in parts)
        {
            open.Push(part);
        }
    }
}
