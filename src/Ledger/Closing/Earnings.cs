using Compensation.Rules.Closing;

namespace Compensation.Ledger.Closing;

/// <summary>The lines of a result by who gets them and by which bonus: payees in the order of their numbers in the programme, then bonuses, then
/// lines.</summary>
internal sealed class Earnings
{
    private readonly int[] lines;
    private readonly List<int> starts = [];

    /// <summary>Sorts the lines, without comparing them: by bonus, and what is in order then by payee.</summary>
    /// <param name="of">The lines.</param>
    /// <param name="sellers">How many numbers of sellers there are.</param>
    /// <param name="numberOf">A seller's number in the programme.</param>
    public Earnings(Lines of, int sellers, Func<int, int> numberOf)
    {
        lines = [.. Enumerable.Range(0, of.Count)];
        lines = Sorted(lines, of.BonusNames.Count, line => of.Bonus[line]);
        lines = Sorted(lines, sellers, line => numberOf(of.Payee[line]));
        for (var place = 0; place < lines.Length; place++)
        {
            if (place == 0 || of.Payee[lines[place]] != of.Payee[lines[place - 1]] || of.Bonus[lines[place]] != of.Bonus[lines[place - 1]])
            {
                starts.Add(place);
            }
        }

        starts.Add(lines.Length);
    }

    /// <summary>How many pairs of a payee and a bonus there are.</summary>
    public int Count => starts.Count - 1;

    /// <summary>The lines of a pair, by their places in the result, ascending.</summary>
    public ReadOnlySpan<int> LinesOf(int earning) => lines.AsSpan(starts[earning], starts[earning + 1] - starts[earning]);

    private static int[] Sorted(int[] lines, int keys, Func<int, int> keyOf)
    {
        var places = new int[keys + 1];
        foreach (var line in lines)
        {
            places[keyOf(line) + 1]++;
        }

        for (var key = 0; key < keys; key++)
        {
            places[key + 1] += places[key];
        }

        var sorted = new int[lines.Length];
        foreach (var line in lines)
        {
            sorted[places[keyOf(line)]++] = line;
        }

        return sorted;
    }
}
