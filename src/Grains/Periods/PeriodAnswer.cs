using Orleans;

namespace Compensation.Grains.Periods;

/// <summary>Represents who asks for something, and how the request is known again.</summary>
/// <param name="Id">The request's id, unique in the period: the same again does nothing and is answered as before.</param>
/// <param name="By">Who asks.</param>
[GenerateSerializer]
[Immutable]
[Alias("compensation.period-request")]
public sealed record PeriodRequest(string Id, string By);

/// <summary>Represents what became of a request about a period.</summary>
/// <param name="State">Where the period stands now.</param>
/// <param name="Decision">Accepted, done before, or refused.</param>
public sealed record PeriodAnswer(PeriodState State, Decision<PeriodEvent> Decision)
{
    /// <summary>Why it was refused; null where it was not.</summary>
    public Refusal? Refusal => (Decision as Decision<PeriodEvent>.Refused)?.Refusal;

    /// <summary>Whether it was done before, so that nothing has happened now.</summary>
    public bool IsRepeated => Decision is Decision<PeriodEvent>.Repeated;
}
