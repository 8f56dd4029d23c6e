using Compensation.Testing;
using Xunit;

namespace Compensation.EndToEnd.Tests.Scenes;

/// <summary>A test by python3-grpcio; skipped where that is missing.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = OtherClients.PythonIsMissing;

    /// <summary>Whether it needs PostgreSQL, too.</summary>
    public bool NeedsPostgreSql
    {
        get => false;
        set => Skip ??= value && !PostgreSqlServer.IsInstalled ? PostgreSqlServer.Needed : null;
    }
}
