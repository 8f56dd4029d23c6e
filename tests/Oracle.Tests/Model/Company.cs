namespace Compensation.Oracle.Tests.Model;

/// <summary>Represents a company as the oracle sees it: people who know their parents, with their orders.</summary>
internal sealed class Company
{
    /// <summary>How many legs the tree <c>placement</c> has.</summary>
    public int Legs { get; init; } = 2;

    public List<Member> Members { get; } = [];

    public List<Sale> Sales { get; } = [];

    /// <summary>Refunds made in a later month than the sale.</summary>
    public List<LateRefund> LateRefunds { get; } = [];

    /// <summary>The same company under other ids of sellers.</summary>
    public Company Copied(Func<string, string> rename)
    {
        var copy = new Company { Legs = Legs };
        var copies = Members.ToDictionary(member => member, member => new Member(rename(member.Id), member.Joined) { Leg = member.Leg });
        foreach (var member in Members)
        {
            copies[member].Sponsor = member.Sponsor is null ? null : copies[member.Sponsor];
            copies[member].Place = member.Place is null ? null : copies[member.Place];
            copies[member].Owner = member.Owner is null ? null : copies[member.Owner];
            copies[member].PaidIn = member.PaidIn;
            copy.Members.Add(copies[member]);
        }

        copy.Sales.AddRange(Sales.Select(sale => sale with { Seller = copies[sale.Seller] }));
        return copy;
    }

    /// <summary>The recorded trees as drawn text, one line for each root.</summary>
    public string Drawn() => string.Join('\n',
        Draw("enrolment", member => member.Sponsor, _ => ""), Draw("placement", member => member.Place, member => $"{member.Leg} "));

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

    /// <summary>Where they move, in order of time.</summary>
    public List<Moved> Moves { get; } = [];

    /// <summary>Their parent in the tree <c>enrolment</c>.</summary>
    public Member? Sponsor { get; set; }

    /// <summary>Their parent in the tree <c>placement</c>.</summary>
    public Member? Place { get; set; }

    /// <summary>Their leg below that parent; from 0, the left one.</summary>
    public int Leg { get; set; } = -1;

    /// <summary>Their parent and leg in a recorded tree at a moment.</summary>
    public (Member? Parent, int Leg) At(string tree, long moment) =>
        Moves.LastOrDefault(move => move.Tree == tree && move.From <= moment) is { } move ? (move.Parent, move.Leg)
            : tree == "enrolment" ? (Sponsor, -1) : (Place, Leg);

    /// <summary>Who owns the position; nobody else without one.</summary>
    public Member? Owner { get; set; }

    /// <summary>The currency they are paid in; the plan's own without one.</summary>
    public PayCurrency? PaidIn { get; set; }

    public override string ToString() => Id;
}

/// <summary>A change of parent in a recorded tree.</summary>
internal sealed record Moved(string Tree, Member? Parent, int Leg, long From);

/// <summary>A currency that sellers are paid in.</summary>
internal sealed record PayCurrency(string Code, string PayoutFactor, int Decimals)
{
    public static IReadOnlyList<PayCurrency> All { get; } = [new("GBP", "0.833", 2), new("JPY", "161.25", 0), new("KWD", "0.3333", 3)];
}

/// <summary>Represents a row of an order.</summary>
/// <param name="Id">The order's id, which several rows may share.</param>
/// <param name="Seller">Who is credited.</param>
/// <param name="Customer">The customer who bought, if the seller did not.</param>
/// <param name="Month">The month, from January 2026 as 1.</param>
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

/// <summary>Represents a refund of a sale of an earlier month.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sale">The sale.</param>
/// <param name="Month">The month in which it happens.</param>
/// <param name="Placed">When, in milliseconds.</param>
/// <param name="Volumes">What it takes back by volume.</param>
/// <param name="Earlier">Refunds of the same sale before it.</param>
internal sealed record LateRefund(
    string Id, Sale Sale, int Month, long Placed, IReadOnlyDictionary<string, Fraction> Volumes, IReadOnlyList<LateRefund> Earlier)
{
    /// <summary>What was refunded of the sale before.</summary>
    public Fraction Before(string volume) => Fraction.Sum(Earlier.Select(refund => refund.Volumes[volume]));
}
