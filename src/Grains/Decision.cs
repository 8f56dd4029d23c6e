namespace Compensation.Grains;

/// <summary>Represents what becomes of a command: events, the answer that it had before, or a refusal.</summary>
/// <remarks>A decision is pure: it comes from a state, a command and a context, and nothing has happened until its events are committed.</remarks>
/// <typeparam name="TEvent">The kind of event.</typeparam>
public abstract record Decision<TEvent>
{
    private Decision()
    {
    }

    /// <summary>A refusal is a decision.</summary>
    public static implicit operator Decision<TEvent>(Refusal refusal) => new Refused(refusal);

    /// <summary>The command is carried out: these events are added, all or none.</summary>
    /// <param name="Events">The events in order, at least one.</param>
    public sealed record Accepted(IReadOnlyList<TEvent> Events) : Decision<TEvent>;

    /// <summary>What the command asks for was done before: nothing is added, and the first answer is given again.</summary>
    /// <param name="First">The event that did it.</param>
    public sealed record Repeated(TEvent First) : Decision<TEvent>;

    /// <summary>The command is refused and changes nothing.</summary>
    /// <param name="Refusal">Why, and what would be right.</param>
    public sealed record Refused(Refusal Refusal) : Decision<TEvent>;
}
