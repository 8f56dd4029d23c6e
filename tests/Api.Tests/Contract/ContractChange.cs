namespace Compensation.Api.Tests.Contract;

/// <summary>A change of the API that clients of the approved one would not survive.</summary>
/// <param name="Where">The message, enumeration or service with its member.</param>
/// <param name="What">What happened to it.</param>
internal sealed record ContractChange(string Where, string What)
{
    /// <summary>All breaking changes between two texts of <see cref="ContractText"/>; what was only added is none.</summary>
    public static IReadOnlyList<ContractChange> Breaking(string before, string after)
    {
        var (old, now) = (Members(before), Members(after));
        return [.. old.Where(member => !now.Any(other => other == member)).Select(member => Of(member, now))];
    }

    private static ContractChange Of(Member member, IReadOnlyList<Member> now)
    {
        var siblings = now.Where(other => other.Owner == member.Owner).ToList();
        var same = siblings.Find(other => other.Key == member.Key);
        if (siblings.Count == 0)
        {
            return new ContractChange(member.Owner, "removed");
        }

        if (same is not null)
        {
            return new ContractChange($"{member.Owner}.{member.Name}",
                same.Name != member.Name ? $"renamed to {same.Name}" : $"retyped from '{member.Type}' to '{same.Type}'");
        }

        return new ContractChange($"{member.Owner}.{member.Name}",
            siblings.Find(other => other.Name == member.Name) is { } moved ? $"renumbered from {member.Key} to {moved.Key}" : "removed");
    }

    private static List<Member> Members(string text)
    {
        var members = new List<Member>();
        var owner = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith(' '))
            {
                owner = line;
                members.Add(new Member(owner, "", "", ""));
                continue;
            }

            var parts = line.Trim().Split(' ', 2);
            var rest = parts[1].Split(' ', 2);
            // A method is known by its name, a field and a value by their number.
            members.Add(owner.StartsWith("service", StringComparison.Ordinal)
                ? new Member(owner, parts[0], parts[0], parts[1])
                : new Member(owner, parts[0], rest[0], rest.Length > 1 ? rest[1] : ""));
        }

        return members;
    }

    private sealed record Member(string Owner, string Key, string Name, string Type);
}
