namespace Compensation.Grains;

/// <summary>Represents why a command is refused.</summary>
/// <param name="Code">What kind of refusal it is; programs and the table of statuses go by it.</param>
/// <param name="Field">The field of the command that it is about.</param>
/// <param name="Value">The offending value as it was understood.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What would be right.</param>
public sealed record Refusal(RefusalCode Code, string Field, string Value, string Message, string Remedy)
{
    /// <summary>The refusal on one line.</summary>
    public override string ToString() => $"{Code}: {Field} = '{Value}': {Message} {Remedy}";
}
