import type { ReactNode } from 'react';
import { X } from 'lucide-react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useIntl } from 'react-intl';
import { useOverlay } from '../use-commands.ts';

export interface OverlayProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly className?: string;
  /** The title is read out but not shown. */
  readonly hideTitle?: boolean;
}

function Resting({ children }: { readonly children: ReactNode }) {
  useOverlay();
  return children;
}

/** A modal dialog over the screen. Screen keys rest while it is open; Escape and a click outside close it. */
export function Overlay({ title, onClose, children, className = '', hideTitle = false }: OverlayProps) {
  const intl = useIntl();
  return (
    <ModalOverlay
      className="overlay-shade"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={`overlay ${className}`}>
        <Dialog className="overlay-dialog">
          <Resting>
            <header className={hideTitle ? 'visually-hidden' : 'overlay-header'}>
              <Heading slot="title" level={2}>
                {title}
              </Heading>
              {hideTitle ? null : (
                <Button className="icon-button" onPress={onClose} aria-label={intl.formatMessage({ id: 'app.close' })}>
                  <X size={16} aria-hidden="true" />
                </Button>
              )}
            </header>
            {children}
          </Resting>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
