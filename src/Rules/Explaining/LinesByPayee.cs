using Compensation.Rules.Closing;

namespace Compensation.Rules.Explaining;

/// <summary>Finds the lines of one payee without a look at all others.</summary>
internal sealed class LinesByPayee
{
    private readonly int[] starts;
    private readonly int[] lines;

    public LinesByPayee(Lines all, int sellers)
    {
        starts = new int[sellers + 1];
        foreach (var payee in all.Payee)
        {
            starts[payee + 1]++;
        }

        for (var seller = 0; seller < sellers; seller++)
        {
            starts[seller + 1] += starts[seller];
        }

        var free = starts[..sellers];
        lines = new int[all.Count];
        for (var line = 0; line < lines.Length; line++)
        {
            lines[free[all.Payee[line]]++] = line;
        }
    }

    /// <summary>The positions of a payee's lines, ascending.</summary>
    public ReadOnlySpan<int> Of(int payee) => lines.AsSpan(starts[payee], starts[payee + 1] - starts[payee]);
}
