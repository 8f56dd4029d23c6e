namespace Compensation.Ledger.Books;

/// <summary>Represents how much of a machine live figures may take.</summary>
/// <param name="Threads">How many threads compute them.</param>
/// <param name="Share">For which part of the time they may be computed, more than 0 and up to 1: after each time they rest for the remaining part.</param>
public sealed record LiveEffort(int Threads = 1, double Share = LiveEffort.UsualShare)
{
    /// <summary>Leaves a quarter of a core to others.</summary>
    public const double UsualShare = 0.75;

    /// <summary>How long figures rest that took so long to compute.</summary>
    internal TimeSpan RestAfter(TimeSpan computed) => computed * ((1 - Share) / Share);
}
