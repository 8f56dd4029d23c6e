using Compensation.Testing;
using Xunit;

namespace Compensation.EndToEnd.Tests.Scenes;

/// <summary>A test by @grpc/grpc-js; skipped where that is missing.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = OtherClients.NodeIsMissing;

    /// <summary>Whether it needs PostgreSQL, too.</summary>
    public bool NeedsPostgreSql
    {
        get => false;
        set => Skip ??= value && !PostgreSqlServer.IsInstalled ? PostgreSqlServer.Needed : null;
    }
}
