namespace Compensation.Ledger.Snapshots;

/// <summary>Represents a file that went into a run.</summary>
/// <param name="Name">Its name without a folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal.</param>
public sealed record InputFile(string Name, long Bytes, string Sha256);
