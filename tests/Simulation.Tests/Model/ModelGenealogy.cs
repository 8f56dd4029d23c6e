namespace Compensation.Simulation.Tests;

/// <summary>What a seller is.</summary>
internal enum ModelStanding
{
    Active,
    Left,
    Merged,
}

/// <summary>Represents a seller as the back office knows them.</summary>
/// <param name="Number">The number that the ledger gives them: how many there were before.</param>
/// <param name="Id">The id.</param>
/// <param name="Enrolled">When they joined, in milliseconds.</param>
internal sealed record ModelSeller(int Number, string Id, long Enrolled)
{
    /// <summary>What became of them, in the order of time.</summary>
    public List<(long At, ModelStanding Standing)> Changes { get; } = [];

    /// <summary>Below whom they came to stand from when, as it was told; of two from the same instant the later one holds.</summary>
    public List<(long From, int? Parent)> Edges { get; } = [];

    public ModelStanding StandingAt(long at) => Changes.Where(change => change.At <= at).Select(change => change.Standing).LastOrDefault();
}

/// <summary>A second, simple account of who stands where: all edges that were ever told, looked through again for every question.</summary>
internal sealed class ModelGenealogy
{
    public ModelGenealogy()
    {
        for (var founder = 0; founder < Company.Sellers; founder++)
        {
            Sellers.Add(new ModelSeller(founder, $"S{founder}", Company.Founded.ToUnixTimeMilliseconds()));
            Sellers[founder].Edges.Add((Company.Founded.ToUnixTimeMilliseconds(), Company.SponsorOf(founder)));
        }
    }

    public List<ModelSeller> Sellers { get; } = [];

    /// <summary>Requests that were carried out.</summary>
    public List<string> Requests { get; } = [];

    public int? ParentAt(int seller, long at) => ParentAt(seller, at, []);

    public List<int> ChildrenAt(int parent, long at) => [.. Sellers.Select(seller => seller.Number).Where(seller => ParentAt(seller, at) == parent)];

    /// <summary>Whether somebody stands anywhere below somebody else.</summary>
    public bool IsBelow(int seller, int ancestor, long at)
    {
        for (var above = ParentAt(seller, at); above is { } number; above = ParentAt(number, at))
        {
            if (number == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether these edges would make somebody stand in their own downline, at any instant.</summary>
    public bool MakeCircle(IReadOnlyList<(int Seller, long From, int? Parent)> edges)
    {
        var moments = Sellers.SelectMany(seller => seller.Edges).Select(edge => edge.From).Concat(edges.Select(edge => edge.From)).Distinct();
        return moments.Where(moment => moment >= edges.Min(edge => edge.From))
            .Any(moment => edges.Any(edge => IsInCircle(edge.Seller, moment, edges)));
    }

    public void Add(int seller, long from, int? parent) => Sellers[seller].Edges.Add((from, parent));

    private bool IsInCircle(int seller, long at, IReadOnlyList<(int Seller, long From, int? Parent)> more)
    {
        var passed = new HashSet<int>();
        for (int? next = seller; next is { } number; next = ParentAt(number, at, more))
        {
            if (!passed.Add(number))
            {
                return true;
            }
        }

        return false;
    }

    private int? ParentAt(int seller, long at, IReadOnlyList<(int Seller, long From, int? Parent)> more) =>
        Sellers[seller].Edges.Concat(more.Where(edge => edge.Seller == seller).Select(edge => (edge.From, edge.Parent)))
            .Where(edge => edge.From <= at).OrderBy(edge => edge.From).Select(edge => edge.Parent).LastOrDefault();
}
