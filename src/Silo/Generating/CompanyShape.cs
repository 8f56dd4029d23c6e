namespace Compensation.Silo.Generating;

/// <summary>Represents what a company's trees look like, in a few numbers.</summary>
/// <param name="Levels">How many sellers stand on each level of the enrolment tree, the founder's first.</param>
/// <param name="WithoutFrontLine">How many sellers have nobody below them.</param>
/// <param name="LargestFrontLine">The most sellers that one has enrolled.</param>
/// <param name="DeepestPlacement">The deepest level of the binary tree, the founder's being 0.</param>
public sealed record CompanyShape(IReadOnlyList<int> Levels, int WithoutFrontLine, int LargestFrontLine, int DeepestPlacement)
{
    /// <summary>Measures a company.</summary>
    public static CompanyShape Of(SyntheticCompany company)
    {
        var frontLine = new int[company.Count];
        for (var i = 1; i < company.Count; i++)
        {
            frontLine[company.Sponsor[i]]++;
        }

        var withoutFrontLine = frontLine.Count(size => size == 0);
        return new CompanyShape(
            Depths(company.Sponsor), withoutFrontLine, frontLine.Max(), Depths(company.Placement).Count - 1);
    }

    private static List<int> Depths(int[] parent)
    {
        var depth = new int[parent.Length];
        var levels = new List<int> { 1 };
        for (var i = 1; i < parent.Length; i++)
        {
            depth[i] = depth[parent[i]] + 1;
            if (depth[i] == levels.Count)
            {
                levels.Add(0);
            }

            levels[depth[i]]++;
        }

        return levels;
    }
}
