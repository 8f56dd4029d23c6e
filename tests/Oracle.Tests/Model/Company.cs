namespace Compensation.Oracle.Tests.Model;

/// <summary>Represents a company as the oracle sees it: people who know their parents, with their orders.</summary>
internal sealed class Company
{
    public List<Member> Members { get; } = [];

    public List<Sale> Sales { get; } = [];

    /// <summary>The same company under other ids of sellers.</summary>
    public Company Copied(Func<string, string> rename)
    {
        var copy = new Company();
        var copies = Members.ToDictionary(member => member, member => new Member(rename(member.Id), member.Joined) { Leg = member.Leg });
        foreach (var member in Members)
        {
            copies[member].Sponsor = member.Sponsor is null ? null : copies[member.Sponsor];
            copies[member].Place = member.Place is null ? null : copies[member.Place];
            copy.Members.Add(copies[member]);
        }

        copy.Sales.AddRange(Sales.Select(sale => sale with { Seller = copies[sale.Seller] }));
        return copy;
    }

    /// <summary>The recorded trees as drawn text, one line for each root.</summary>
    public string Drawn() => string.Join('\n',
        Draw("enrolment", member => member.Sponsor, _ => ""), Draw("placement", member => member.Place, member => member.Leg == 0 ? "left " : "right "));

    private string Draw(string name, Func<Member, Member?> parent, Func<Member, string> leg)
    {
        return name + ":\n" + string.Join('\n', Members.Where(member => parent(member) is null).SelectMany(root => Lines(root, 1, "")));

        IEnumerable<string> Lines(Member member, int depth, string prefix) =>
            Members.Where(below => parent(below) == member).SelectMany(below => Lines(below, depth + 1, leg(below)))
                .Prepend($"{new string(' ', depth * 2)}{prefix}{member.Id}");
    }
}

/// <summary>Represents a seller.</summary>
internal sealed class Member(string id, long joined)
{
    public string Id { get; } = id;

    /// <summary>When they joined, in milliseconds; everybody at another instant.</summary>
    public long Joined { get; } = joined;

    /// <summary>Their parent in the tree <c>enrolment</c>.</summary>
    public Member? Sponsor { get; set; }

    /// <summary>Their parent in the tree <c>placement</c>.</summary>
    public Member? Place { get; set; }

    /// <summary>Their leg below that parent: 0 left, 1 right.</summary>
    public int Leg { get; set; } = -1;

    public override string ToString() => Id;
}

/// <summary>Represents a row of an order.</summary>
/// <param name="Id">The order's id, which several rows may share.</param>
/// <param name="Seller">Who is credited.</param>
/// <param name="Customer">The customer who bought, if the seller did not.</param>
/// <param name="Month">The month, from 1.</param>
/// <param name="Placed">When, in milliseconds.</param>
/// <param name="Volumes">What it brings by volume, refunds taken off.</param>
/// <param name="Refunded">What was refunded of it by volume.</param>
internal sealed record Sale(
    string Id, Member Seller, string? Customer, int Month, long Placed,
    IReadOnlyDictionary<string, Fraction> Volumes, IReadOnlyDictionary<string, Fraction>? Refunded)
{
    /// <summary>What is left of it after the refund.</summary>
    public Fraction Value(string volume) => Volumes[volume] - (Refunded?[volume] ?? Fraction.Zero);
}
