using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Compiling;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Bonuses;

/// <summary>A table written out: what it gives for every level, and every value of the one choice (a rank, a package) of the payee that it asks for.</summary>
internal sealed class WrittenOutTable
{
    private const int MostValues = 1_024;

    private readonly long[]? choice;
    private readonly Rate[][] rates;

    private WrittenOutTable(long[]? choice, Rate[][] rates)
    {
        this.choice = choice;
        this.rates = rates;
    }

    /// <summary>How many values the choice may have, from 0.</summary>
    public int Choices => rates.Length;

    /// <summary>By which choice the table goes for a seller.</summary>
    public int ChoiceOf(int seller) => choice is null ? 0 : (int)choice[seller];

    /// <summary>What the table gives for a choice on a level, from 1.</summary>
    public Rate At(int choice, int level)
    {
        var row = rates[choice];
        return row[row.Length == 1 ? 0 : level - 1];
    }

    /// <summary>Writes a table out, or gives null where it asks about anything else.</summary>
    public static WrittenOutTable? Of(Frame frame, CompiledTable table)
    {
        var columns = table.Expressions.SelectMany(Leaves).Where(leaf => leaf is not (Constant or PeriodValue or SpotValue { Field: SpotField.Level }))
            .ToList();
        var keys = columns.OfType<Column>().Select(column => column.Key).Distinct().ToList();
        var isKnown = columns.TrueForAll(leaf => leaf is Column { Unit: Unit.Choice }) && keys.Count <= 1
            && (!table.ByLevel || table.MostLevels <= MostValues) && frame.Count > 0;
        if (!isKnown)
        {
            return null;
        }

        var choice = keys.Count == 0 ? null : frame.Column(keys[0]);
        if (Examples(choice) is not { } examples)
        {
            return null;
        }

        var levels = table.ByLevel ? table.MostLevels : 1;
        return new WrittenOutTable(choice,
            [.. examples.Select(example => Enumerable.Range(1, levels).Select(level => RateOf(table, frame, example, level)).ToArray())]);
    }

    /// <summary>Nobody has a value without an example, so nobody is given its zero.</summary>
    private static Rate RateOf(CompiledTable table, Frame frame, int example, int level) =>
        example < 0 ? Rate.Zero : table.At(new Spot(frame, example) { Source = example, Level = level });

    private static IEnumerable<Expression> Leaves(Expression expression) =>
        expression is CompanyTotal or Elsewhere || expression.Parts.Count == 0 ? [expression] : expression.Parts.SelectMany(Leaves);

    /// <summary>For each value somebody who has it, or -1; null where there are too many values.</summary>
    private static int[]? Examples(long[]? choice)
    {
        if (choice is null)
        {
            return [0];
        }

        var (examples, values) = (new int[MostValues], 0);
        Array.Fill(examples, -1);
        for (var seller = 0; seller < choice.Length; seller++)
        {
            var value = choice[seller];
            if (value is < 0 or >= MostValues)
            {
                return null;
            }

            if (examples[value] < 0)
            {
                examples[value] = seller;
                values = Math.Max(values, (int)value + 1);
            }
        }

        return examples[..values];
    }
}
