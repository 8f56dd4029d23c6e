namespace Orleans.Runtime;

/// <summary>The stages in which the silo starts and stops; see <see cref="ServiceLifecycleStage"/>.</summary>
public interface ISiloLifecycle : ILifecycleObservable
{
}
