namespace Compensation.Silo;

/// <summary>What the program's exit code tells a script.</summary>
public static class ExitCode
{
    /// <summary>Done, and nothing is wrong.</summary>
    public const int Ok = 0;

    /// <summary>Done, and there is something to look at: errors in a plan or in data, differences, a failed
    /// verification.</summary>
    public const int Findings = 1;

    /// <summary>Not done: the command was not understood, or names a file that does not exist.</summary>
    public const int Usage = 2;

    /// <summary>Not done: the disk or the machine failed.</summary>
    public const int Environment = 3;
}
