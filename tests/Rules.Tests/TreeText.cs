namespace Compensation.Rules.Tests;

/// <summary>A tree drawn as text: <c>R(A(C,D),B)</c> has R on top, A and B below it, C and D below A.</summary>
/// <remarks>
/// The place in the brackets is the leg: <c>_</c> leaves one free, so in <c>R(_,B)</c> B stands in R's right leg. Several
/// trees stand side by
/// side with commas: <c>R(A),S</c>. A name is anything without brackets, commas and spaces. Sellers are numbered in the
/// order of the text,
/// so that parents come before children.
/// </remarks>
internal sealed class TreeText
{
    private readonly List<string> names = [];
    private readonly List<int> parents = [];
    private readonly List<sbyte> legs = [];

    /// <summary>The names, by number.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>How many sellers there are.</summary>
    public int Count => names.Count;

    /// <summary>Each seller's parent, or -1.</summary>
    public int[] Parents => [.. parents];

    /// <summary>Each seller's leg below the parent, from 0; -1 for a root.</summary>
    public sbyte[] Legs => [.. legs];

    /// <summary>The number of a name.</summary>
    public int this[string name] => names.IndexOf(name) is var number and >= 0
        ? number
        : throw new ArgumentException($"No '{name}' is drawn.");

    /// <summary>Reads a drawn tree.</summary>
    public static TreeText Parse(string text)
    {
        var tree = new TreeText();
        var above = new Stack<(int Parent, int Leg)>([(-1, -1)]);
        var name = "";
        foreach (var c in text.Where(c => c != ' ').Append('\n'))
        {
            if (c is not ('(' or ')' or ',' or '\n'))
            {
                name += c;
                continue;
            }

            tree.Add(name, above.Peek());
            name = "";
            if (c == '(')
            {
                above.Push((tree.Count - 1, 0));
            }
            else if (c == ')')
            {
                above.Pop();
            }
            else if (c == ',' && above.Peek().Parent >= 0)
            {
                above.Push((above.Peek().Parent, above.Pop().Leg + 1));
            }
        }

        return above.Count == 1 ? tree : throw new ArgumentException($"'{text}' has a bracket too many or too few.");
    }

    /// <summary>Draws a tree given as columns, in the same notation; children without a leg stand in order of their
    /// numbers.</summary>
    public static string Draw(IReadOnlyList<string> names, IReadOnlyList<int> parents, IReadOnlyList<sbyte> legs)
    {
        return string.Join(',', Below(-1).Select(Draw));

        IEnumerable<int> Below(int parent) => Enumerable.Range(0, names.Count)
            .Where(i => parents[i] == parent).OrderBy(i => legs[i]).ThenBy(i => i);

        string Draw(int seller)
        {
            var slots = new List<string>();
            foreach (var child in Below(seller))
            {
                slots.AddRange(Enumerable.Repeat("_", Math.Max(0, legs[child] - slots.Count)));
                slots.Add(Draw(child));
            }

            return slots.Count == 0 ? names[seller] : $"{names[seller]}({string.Join(',', slots)})";
        }
    }

    private void Add(string name, (int Parent, int Leg) place)
    {
        if (name is not ("" or "_"))
        {
            names.Add(name);
            parents.Add(place.Parent);
            legs.Add((sbyte)place.Leg);
        }
    }
}
