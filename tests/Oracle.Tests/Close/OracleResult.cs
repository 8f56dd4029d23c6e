using Compensation.Oracle.Tests.Model;
using NodaTime;

namespace Compensation.Oracle.Tests.Close;

/// <summary>Represents a commission line as both sides are compared by it.</summary>
internal sealed record Line(string Bonus, string Kind, string Payee, string Source, string Order, int Level, Fraction Amount)
{
    /// <summary>What the source brought, on which it stands.</summary>
    public Fraction Base { get; init; }

    /// <summary>The rows of an order for which it is paid; none for a line that is about no order.</summary>
    public IReadOnlyList<Sale> Rows { get; init; } = [];
}

/// <summary>A payment.</summary>
internal sealed record PaidOut(string Payee, string Wallet, string Currency, Fraction Amount, LocalDate Due, string Of);

/// <summary>An instalment that waits for its condition.</summary>
internal sealed record Pending(BonusModel Bonus, InstalmentModel Instalment, Member Owner, LocalDate Due, Fraction Amount);

/// <summary>What the oracle leaves from one month to the next.</summary>
internal sealed record OracleCarry
{
    public Dictionary<Member, int> Rank { get; init; } = [];

    public Dictionary<Member, int> Title { get; init; } = [];

    public Dictionary<Member, int> GraceUsed { get; init; } = [];

    /// <summary>The ranks of the periods in a row that were below the title.</summary>
    public Dictionary<Member, IReadOnlyList<int>> Below { get; init; } = [];

    /// <summary>Unused volume of pairs: by bonus, seller and leg, the volumes of the last periods, the youngest first.</summary>
    public Dictionary<(string Bonus, Member Member, int Leg), IReadOnlyList<Fraction>> Legs { get; init; } = [];

    public Dictionary<(string Bonus, Member Member), Fraction> Accrued { get; init; } = [];

    public Dictionary<Member, Fraction> Balance { get; init; } = [];

    /// <summary>What is owed in a wallet because payments into it were negative.</summary>
    public Dictionary<(string Wallet, Member Owner), Fraction> Owed { get; init; } = [];

    /// <summary>Instalments that are not due yet.</summary>
    public List<Pending> Pending { get; init; } = [];

    /// <summary>The close that leaves all this; null before the first.</summary>
    public OracleClose? From { get; init; }

    /// <summary>The boards of a bonus, the oldest first: the seats taken, from the head down and from left to right.</summary>
    public Dictionary<string, IReadOnlyList<IReadOnlyList<Member>>> Boards { get; init; } = [];

    /// <summary>Who has had a cycle of a pair bonus.</summary>
    public HashSet<(string Bonus, Member Member)> Cycled { get; init; } = [];

    /// <summary>Who has got a grant that is paid once in a lifetime.</summary>
    public HashSet<(string Bonus, Member Member)> Once { get; init; } = [];

    /// <summary>The highest rank that an advancement bonus has celebrated or passed over.</summary>
    public Dictionary<(string Bonus, Member Member), int> Celebrated { get; init; } = [];

    /// <summary>How much of what a line of an earlier close stands on was refunded.</summary>
    public List<(Line Line, Fraction Part)> Returned { get; init; } = [];

    /// <summary>What limits over several periods have left so far: by cap, seller and span.</summary>
    public Dictionary<(string Cap, Member Member), (int Span, Fraction Paid)> Running { get; init; } = [];
}
