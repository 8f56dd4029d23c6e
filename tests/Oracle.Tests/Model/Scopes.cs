namespace Compensation.Oracle.Tests.Model;

/// <summary>Who stands where: by going down from child to child, as one would with a finger on a drawing.</summary>
internal static class Scopes
{
    /// <summary>The sellers of a scope.</summary>
    /// <param name="close">The close.</param>
    /// <param name="member">Whose scope.</param>
    /// <param name="scope">As in a plan: <c>self</c>, <c>frontline</c>, <c>downline</c>, <c>organisation</c>, <c>levels 1-3</c>, <c>company</c>.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="ends">Who ends the scope.</param>
    /// <param name="endInside">Whether who ends it is inside.</param>
    /// <param name="leg">One's own leg that it is limited to, or -1.</param>
    public static List<Member> Of(
        IFigures close, Member member, string scope, string tree, Func<Member, bool>? ends = null, bool endInside = false, int leg = -1)
    {
        var (from, to) = scope switch
        {
            "self" => (0, 0),
            "frontline" => (1, 1),
            "downline" => (1, int.MaxValue),
            "organisation" => (0, int.MaxValue),
            "company" => (-1, -1),
            _ => (int.Parse(scope[7..].Split('-')[0], null), int.Parse(scope[7..].Split('-')[1], null)),
        };
        if (from < 0)
        {
            return [.. close.Members];
        }

        var found = new List<Member>();
        if (from == 0)
        {
            found.Add(member);
        }

        Down(member, 1);
        return found;

        void Down(Member above, int depth)
        {
            if (depth > to)
            {
                return;
            }

            foreach (var child in close.Children(tree, above).Where(child => depth > 1 || leg < 0 || close.Leg(child) == leg))
            {
                var isEnd = ends is not null && ends(child);
                if (depth >= from && (!isEnd || endInside))
                {
                    found.Add(child);
                }

                if (!isEnd)
                {
                    Down(child, depth + 1);
                }
            }
        }
    }

    /// <summary>What is taken of the legs' values; a leg below zero is no large leg.</summary>
    public static Fraction Take(IEnumerable<Fraction> legs, string take)
    {
        var all = legs.ToList();
        var largest = all.Where(leg => leg > Fraction.Zero).OrderDescending().Concat(Enumerable.Repeat(Fraction.Zero, 3)).ToList();
        return take switch
        {
            "sum" => Fraction.Sum(all),
            "largest" => largest[0],
            "second" => largest[1],
            "third" => largest[2],
            "all but largest" or "other" => Fraction.Sum(all) - largest[0],
            "all but two largest" => Fraction.Sum(all) - largest[0] - largest[1],
            "smallest" => all.Count == 0 ? Fraction.Zero : all.Min(),
            "count" => Fraction.Of(all.Count(leg => !leg.IsZero)),
            _ => throw new ArgumentException($"'{take}' takes nothing."),
        };
    }
}
