using System.Runtime.InteropServices;

namespace Compensation.Rules.Genealogy;

/// <summary>Represents the lines that one leg makes, each position the one child of another in that leg, so that the end of
/// a line is found fast.</summary>
/// <remarks>A union-find with path compression: a power leg of twenty thousand is not walked again for each newcomer.</remarks>
internal sealed class LegLine
{
    /// <summary>Somebody further down the line from each position (itself at the end), and how many levels further.</summary>
    private readonly List<(int Position, int Levels)> further = [];

    /// <summary>Takes in the positions below <paramref name="count"/>, each a line of its own.</summary>
    public void Grow(int count)
    {
        while (further.Count < count)
        {
            further.Add((further.Count, 0));
        }
    }

    /// <summary>Hangs a child below the end of a line.</summary>
    public void Extend(int end, int child) => further[end] = (child, 1);

    /// <summary>The end of the line that goes through a position, and how many levels below that it is.</summary>
    public (int Position, int Levels) EndFrom(int position)
    {
        var column = CollectionsMarshal.AsSpan(further);
        var (end, levels) = (position, 0);
        while (column[end].Position != end)
        {
            levels += column[end].Levels;
            end = column[end].Position;
        }

        // Point everybody on the way straight at the end.
        for (var left = levels; left > 0;)
        {
            var (next, step) = column[position];
            column[position] = (end, left);
            position = next;
            left -= step;
        }

        return (end, levels);
    }
}
